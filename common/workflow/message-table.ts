import type { DomainEvent, EventType } from '../contracts/events.ts';

/** Who takes part, and what its service is called: in logs, queues and groups. */
export const serviceNames = {
  orders: 'order-service',
  inventory: 'inventory-service',
  notifications: 'notification-service',
  analytics: 'analytics-service',
} as const;
export type Role = keyof typeof serviceNames;

/** Reads every event where it is there, and neither answers nor asks: all others move orders on. */
const watcher = 'analytics';
export type Acting = Exclude<Role, typeof watcher>;

export const roles = Object.keys(serviceNames) as Role[];
export const acting = roles.filter((role): role is Acting => role !== watcher);

interface EventRow {
  /** Who tells of it. */
  from: Acting;
  /** Who acts on it; nobody: it ends the way of an order. */
  to: readonly Acting[];
  /** One of these tells, later, what became of it. */
  answeredBy: readonly EventType[];
}

/**
 * Who sends what to whom: where the services tell each other what happened. Topologies, rights, AsyncAPI, lanes and trails
 * follow from it. Nothing undoes an event: it is delivered until it is handled, so that its outcome is never unknown.
 */
export const events = {
  OrderPlaced: { from: 'orders', to: ['inventory'], answeredBy: ['InventoryReserved', 'InventoryFailed'] },
  InventoryReserved: { from: 'inventory', to: ['orders', 'notifications'], answeredBy: ['NotificationSent'] },
  InventoryFailed: { from: 'inventory', to: ['orders', 'notifications'], answeredBy: ['NotificationSent'] },
  NotificationSent: { from: 'notifications', to: [], answeredBy: [] },
} as const satisfies Record<EventType, EventRow>;

interface CallRow {
  path: string;
  from: Acting;
  to: Acting;
  /** What would be told in its place where services tell; its answer is what would be told in return. */
  carries: readonly EventType[];
  /** What is called when nobody knows whether it arrived. */
  undoneBy: string | null;
}

/** The same where one service asks the others, in the order of the calls. All are idempotent by the order they are about. */
export const calls = {
  reserve: { path: '/reserve', from: 'orders', to: 'inventory', carries: ['OrderPlaced'], undoneBy: 'release' },
  release: { path: '/release', from: 'orders', to: 'inventory', carries: [], undoneBy: null },
  send: {
    path: '/send',
    from: 'orders',
    to: 'notifications',
    carries: ['InventoryReserved', 'InventoryFailed'],
    undoneBy: null,
  },
} as const satisfies Record<string, CallRow>;
export type CallKind = keyof typeof calls;

export const eventTypes = Object.keys(events) as EventType[];
const rowOf = (type: EventType): EventRow => events[type];

export const sentBy = (role: Role): EventType[] => eventTypes.filter((type) => rowOf(type).from === role);

/** The services with something to tell, in the order in which an order passes through them. */
export const senders: readonly Acting[] = [...new Set(eventTypes.map((type) => rowOf(type).from))];

/** The events a role is to receive, as types and as a list. */
export type EventTo<To extends Role> = To extends typeof watcher
  ? DomainEvent
  : Extract<
      DomainEvent,
      { type: { [T in EventType]: To extends (typeof events)[T]['to'][number] ? T : never }[EventType] }
    >;
export const receivedBy = (role: Role): EventType[] =>
  eventTypes.filter((type) => role === watcher || rowOf(type).to.includes(role));

/** The events on an order's way to completion, one after the other; where one of several happens, all of them. */
export function eventsOnTheWay(): EventType[][] {
  const answers = new Set(eventTypes.flatMap((type) => rowOf(type).answeredBy));
  const way: EventType[][] = [];
  for (let now = eventTypes.filter((type) => !answers.has(type)); now.length > 0; ) {
    way.push(now);
    now = [...new Set(now.flatMap((type) => rowOf(type).answeredBy))];
  }
  return way;
}

/** The calls that every order makes when nothing fails, one after the other. */
export function callsOnTheWay(): CallKind[] {
  const kinds = Object.keys(calls) as CallKind[];
  const undoing = new Set<string | null>(kinds.map((kind) => calls[kind].undoneBy));
  return kinds.filter((kind) => !undoing.has(kind));
}
