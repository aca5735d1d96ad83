import type { ParkedMessage, StoredMessages } from '../record/history.ts';
import { remember } from './remember.ts';

export type OutboxEntry = StoredMessages['outbox'][number];

/** Every published message and who applied it, as outboxes and inboxes say. */
export interface Deliveries {
  services: string[];
  published: Map<string, OutboxEntry>;
  /** Message id to the services that applied it: bit n for `services[n]`. */
  applied: Map<string, number>;
  /** Rows of an inbox whose message it held already. */
  repeated: { service: string; messageId: string }[];
  inboxRows: number;
  /** The services that must apply a message: those that applied any message of its kind. */
  consumersOf: (type: string) => number;
}

export const deliveries = remember((messages: StoredMessages[]): Deliveries => {
  const published = new Map<string, OutboxEntry>();
  for (const { outbox } of messages) for (const entry of outbox) published.set(entry.messageId, entry);

  const applied = new Map<string, number>();
  const consumers = new Map<string, number>();
  const repeated: Deliveries['repeated'] = [];
  let inboxRows = 0;
  messages.forEach(({ service, inbox }, index) => {
    const bit = 1 << index;
    inboxRows += inbox.length;
    for (const { messageId } of inbox) {
      const before = applied.get(messageId) ?? 0;
      if (before & bit) repeated.push({ service, messageId });
      applied.set(messageId, before | bit);
      const entry = published.get(messageId);
      if (entry) consumers.set(kindOf(entry.type), (consumers.get(kindOf(entry.type)) ?? 0) | bit);
    }
  });
  const services = messages.map(({ service }) => service);
  return { services, published, applied, repeated, inboxRows, consumersOf: (type) => consumers.get(kindOf(type)) ?? 0 };
});

/** Both outcomes of inventory go the same ways. */
const kindOf = (type: string): string => (type === 'InventoryFailed' ? 'InventoryReserved' : type);

/** NotificationSent may have no consumer; every other event moves an order on. */
export const movesOrders = (type: string): boolean => type !== 'NotificationSent';

/** Message id to the consumers that set it aside, by the plain name of their service. */
export const parkedBy = remember((parked: ParkedMessage[]): Map<string, Set<string>> => {
  const byMessage = new Map<string, Set<string>>();
  for (const { messageId, consumer } of parked) {
    if (messageId === null) continue;
    const consumers = byMessage.get(messageId) ?? new Set();
    byMessage.set(messageId, consumers.add(serviceIn(consumer)));
  }
  return byMessage;
});

const plain = (word: string): string => word.replace(/s$/, '');
const serviceNames = new Set(['order', 'inventory', 'notification', 'analytic']);

/** `run7.inventory-service` is about inventory; a name without a known service stands for itself. */
export function serviceIn(name: string): string {
  const words = name.split(/[^A-Za-z]+/).map(plain);
  return words.find((word) => serviceNames.has(word)) ?? name;
}

export function namesOf(bits: number, services: string[]): string {
  return services.filter((_, index) => bits & (1 << index)).join(', ');
}

/** The bits of those services that set the message aside instead of applying it. */
export function parkedBits(messageId: string, parked: Map<string, Set<string>>, services: string[]): number {
  const consumers = parked.get(messageId);
  if (!consumers) return 0;
  return services.reduce((bits, service, index) => (consumers.has(serviceIn(service)) ? bits | (1 << index) : bits), 0);
}
