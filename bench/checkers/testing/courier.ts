import type { Role } from '../../../common/mode.ts';
import { serviceNames } from '../../../common/workflow/message-table.ts';
import type { FinalReads, LogPosition, LogRecord, ParkedMessage, StoredMessages } from '../../record/history.ts';
import type { Random } from './random.ts';

const PARTITIONS = 4;
const topics: Record<string, string> = {
  OrderPlaced: 'orders',
  InventoryReserved: 'inventory',
  InventoryFailed: 'inventory',
  NotificationSent: 'notifications',
};
const readers: Record<string, Role[]> = {
  orders: ['inventory'],
  inventory: ['orders', 'notifications'],
  notifications: [],
};

/** A broker that does everything right: carries messages from outboxes to inboxes and keeps both kinds of books. */
export class Courier {
  readonly parked: ParkedMessage[] = [];
  readonly #random: Random;
  readonly #isLog: boolean;
  readonly #stored = new Map<Role, StoredMessages>();
  readonly #records: LogRecord[] = [];
  readonly #ends = new Map<string, number>();
  readonly #analyticsHasInbox: boolean;

  constructor(isLog: boolean, random: Random) {
    this.#isLog = isLog;
    this.#random = random;
    this.#analyticsHasInbox = isLog && random.chance(0.5);
    const roles: Role[] = ['orders', 'inventory', 'notifications'];
    if (this.#analyticsHasInbox) roles.push('analytics');
    for (const role of roles) this.#stored.set(role, { role, service: role, outbox: [], inbox: [] });
  }

  /** Publishes and delivers, except to the consumer that sets it aside. Now and then a message is there twice. */
  send(from: Role, type: string, orderId: string, aside?: Role): string {
    const messageId = this.#random.uuid();
    this.#stored.get(from)?.outbox.push({ messageId, type, orderId, sent: true });
    const topic = topics[type] ?? type;
    const position = this.#append(topic, orderId, messageId);
    for (const reader of this.#readersOf(topic)) {
      if (reader !== aside) this.apply(reader, messageId, position);
    }
    if (this.#random.chance(0.05)) this.#append(topic, orderId, messageId);
    return messageId;
  }

  apply(role: Role, messageId: string, position: string): void {
    this.#stored.get(role)?.inbox.push({ messageId, position });
  }

  park(role: Role, messageId: string, orderId: string | null, reason: string): void {
    this.parked.push({
      messageId,
      orderId,
      role,
      consumer: `run1.${serviceNames[role]}`,
      reason,
      body: `{"id":"${messageId}"`,
    });
  }

  /** A message of the bench's own: it has no outbox row. */
  sendPill(pillId: string): void {
    this.#append('orders', pillId, this.#random.chance(0.5) ? pillId : null);
  }

  books(): Pick<FinalReads, 'messages' | 'log' | 'queues' | 'records' | 'parked'> {
    const queues = this.#isLog
      ? null
      : ['inventory', 'orders', 'notifications'].map((queue) => ({ queue, ready: 0, unacknowledged: 0 }));
    const log = this.#isLog ? this.#positions() : null;
    const records = this.#isLog ? this.#records : null;
    return { messages: [...this.#stored.values()], log, queues, records, parked: this.parked };
  }

  #readersOf(topic: string): Role[] {
    const services = readers[topic] ?? [];
    return this.#analyticsHasInbox ? [...services, 'analytics'] : services;
  }

  #append(topic: string, key: string, messageId: string | null): string {
    if (!this.#isLog) return topic;
    const partition = Number.parseInt(key.slice(0, 2), 16) % PARTITIONS || 0;
    const name = `${topic}/${partition}`;
    const offset = this.#ends.get(name) ?? 0;
    this.#ends.set(name, offset + 1);
    this.#records.push({ topic, partition, offset, messageId });
    return `${name}/${offset}`;
  }

  #positions(): LogPosition[] {
    const positions: LogPosition[] = [];
    for (const topic of Object.keys(readers)) {
      for (const role of new Set<Role>([...this.#readersOf(topic), 'analytics'])) {
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const end = this.#ends.get(`${topic}/${partition}`) ?? 0;
          const committed = end === 0 ? null : end;
          positions.push({ role, group: `run1.${serviceNames[role]}`, topic, partition, low: 0, end, committed });
        }
      }
    }
    return positions;
  }
}
