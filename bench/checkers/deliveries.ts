import type { Role } from '../../common/mode.ts';
import type { ParkedMessage, StoredMessages } from '../record/history.ts';
import { remember } from './remember.ts';

export type OutboxEntry = StoredMessages['outbox'][number];

/** Every published message and who applied it, as outboxes and inboxes say. */
export interface Deliveries {
  /** Who keeps an inbox, and the names of their services. */
  roles: Role[];
  services: string[];
  published: Map<string, OutboxEntry>;
  /** Message id to the services that applied it: bit n for `roles[n]`. */
  applied: Map<string, number>;
  /** Rows of an inbox whose message it held already. */
  repeated: { service: string; messageId: string }[];
  inboxRows: number;
  /** The services that must apply a message: those that applied any message of its kind. */
  consumersOf: (type: string) => number;
}

export const deliveries = remember((messages: StoredMessages[]): Deliveries => {
  // Where orders are paid, what inventory has reserved and what it has not go different ways.
  const kindOf = messages.some(({ role }) => role === 'payments') ? (type: string) => type : unpaidKindOf;
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
  const roles = messages.map(({ role }) => role);
  const services = messages.map(({ service }) => service);
  return {
    roles,
    services,
    published,
    applied,
    repeated,
    inboxRows,
    consumersOf: (type) => consumers.get(kindOf(type)) ?? 0,
  };
});

/** Both outcomes of inventory go the same ways. */
const unpaidKindOf = (type: string): string => (type === 'InventoryFailed' ? 'InventoryReserved' : type);

/** NotificationSent may have no consumer; every other event moves an order on. */
export const movesOrders = (type: string): boolean => type !== 'NotificationSent';

/** Message id to the services that set it aside. */
export const parkedBy = remember((parked: ParkedMessage[]): Map<string, Set<Role>> => {
  const byMessage = new Map<string, Set<Role>>();
  for (const { messageId, role } of parked) {
    if (messageId === null || role === null) continue;
    const by = byMessage.get(messageId) ?? new Set();
    byMessage.set(messageId, by.add(role));
  }
  return byMessage;
});

export function namesOf(bits: number, services: string[]): string {
  return services.filter((_, index) => bits & (1 << index)).join(', ');
}

/** The bits of those services that set the message aside instead of applying it. */
export function parkedBits(messageId: string, parked: Map<string, Set<Role>>, roles: Role[]): number {
  const by = parked.get(messageId);
  if (!by) return 0;
  return roles.reduce((bits, role, index) => (by.has(role) ? bits | (1 << index) : bits), 0);
}
