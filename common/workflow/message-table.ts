import type { EventType } from '../contracts/events.ts';
import type { LabEvent, LabEventType } from '../contracts/payments.ts';

/** Who takes part, and what its service is called: in logs, queues and groups. */
export const serviceNames = {
  orders: 'order-service',
  inventory: 'inventory-service',
  payments: 'payment-service',
  notifications: 'notification-service',
  analytics: 'analytics-service',
} as const;
export type Role = keyof typeof serviceNames;

/** Reads every event where it is there, and neither answers nor asks: all others move orders on. */
const watcher = 'analytics';
export type Acting = Exclude<Role, typeof watcher>;

/** Takes part only where orders are paid. */
export const paying = 'payments';

/** How an order is paid: not at all, or in one of the two shapes of a saga. */
export type Shape = 'off' | 'orchestrated' | 'choreographed';

/** Whoever takes part in any shape. */
export const everyRole = Object.keys(serviceNames) as Role[];
const isAlways = (role: Role): role is Exclude<Role, typeof paying> => role !== paying;
/** Who takes part in every shape. */
export const roles = everyRole.filter(isAlways);
export const acting = roles.filter((role) => role !== watcher);
export const rolesIn = (shape: Shape): Role[] => everyRole.filter((role) => shape !== 'off' || isAlways(role));
/** Whoever moves orders on in a shape. */
export const actingIn = (shape: Shape): Acting[] => rolesIn(shape).filter((role) => role !== watcher);

/** What becomes of an order in the end; `rejected`: refused or failed, whoever said so. */
type Decision = 'confirmed' | 'rejected';

interface EventRow {
  /** Who tells of it. */
  from: Acting;
  /** Who acts on it; nobody: it ends the way of an order. */
  to: readonly Acting[];
  /** One of these tells, later, what became of it. */
  answeredBy: readonly LabEventType[];
  /** What is told when it must not stay as it is; absent: nothing undoes it. */
  undoneBy?: LabEventType;
  /** What becomes of the order for good, where this is told: of each order one such event is. Absent: nothing yet. */
  decides?: Decision;
}

/**
 * Who sends what to whom: where the services tell each other what happened. Topologies, rights, AsyncAPI, lanes and trails
 * follow from it. Nothing undoes an event: it is delivered until it is handled, so that its outcome is never unknown.
 */
export const events = {
  OrderPlaced: { from: 'orders', to: ['inventory'], answeredBy: ['InventoryReserved', 'InventoryFailed'] },
  InventoryReserved: {
    from: 'inventory',
    to: ['orders', 'notifications'],
    answeredBy: ['NotificationSent'],
    decides: 'confirmed',
  },
  InventoryFailed: {
    from: 'inventory',
    to: ['orders', 'notifications'],
    answeredBy: ['NotificationSent'],
    decides: 'rejected',
  },
  NotificationSent: { from: 'notifications', to: [], answeredBy: [] },
} as const satisfies Record<EventType, EventRow>;

/** The same where the order service drives: it asks, is answered, and asks the next one. */
const orchestrated = {
  OrderPlaced: {
    from: 'orders',
    to: ['inventory'],
    answeredBy: ['InventoryReserved', 'InventoryFailed'],
    undoneBy: 'ReleaseRequested',
  },
  InventoryReserved: { from: 'inventory', to: ['orders'], answeredBy: ['PaymentRequested'] },
  InventoryFailed: { from: 'inventory', to: ['orders'], answeredBy: ['OrderRejected'] },
  PaymentRequested: {
    from: 'orders',
    to: ['payments'],
    answeredBy: ['PaymentCaptured', 'PaymentFailed'],
    undoneBy: 'RefundRequested',
  },
  PaymentCaptured: { from: 'payments', to: ['orders'], answeredBy: ['OrderConfirmed'] },
  PaymentFailed: { from: 'payments', to: ['orders'], answeredBy: ['OrderRejected'] },
  ReleaseRequested: { from: 'orders', to: ['inventory'], answeredBy: ['StockReleased'] },
  StockReleased: { from: 'inventory', to: ['orders'], answeredBy: [] },
  RefundRequested: { from: 'orders', to: ['payments'], answeredBy: ['PaymentRefunded'] },
  PaymentRefunded: { from: 'payments', to: ['orders'], answeredBy: [] },
  OrderConfirmed: { from: 'orders', to: ['notifications'], answeredBy: ['NotificationSent'], decides: 'confirmed' },
  OrderRejected: { from: 'orders', to: ['notifications'], answeredBy: ['NotificationSent'], decides: 'rejected' },
  NotificationSent: events.NotificationSent,
} as const satisfies Record<LabEventType, EventRow>;

/** And where each service reacts to what another one tells. */
const choreographed = {
  OrderPlaced: events.OrderPlaced,
  InventoryReserved: {
    from: 'inventory',
    to: ['payments'],
    answeredBy: ['PaymentCaptured', 'PaymentFailed'],
    undoneBy: 'PaymentFailed',
  },
  InventoryFailed: events.InventoryFailed,
  PaymentCaptured: {
    from: 'payments',
    to: ['orders', 'notifications'],
    answeredBy: ['NotificationSent'],
    decides: 'confirmed',
  },
  PaymentFailed: {
    from: 'payments',
    to: ['orders', 'inventory', 'notifications'],
    answeredBy: ['NotificationSent'],
    decides: 'rejected',
  },
  NotificationSent: events.NotificationSent,
} as const satisfies Partial<Record<LabEventType, EventRow>>;

const shapes = { off: events, orchestrated, choreographed } as const;

/** Who sends what to whom in one shape of the workflow. */
export const eventsIn = (shape: Shape): Partial<Record<LabEventType, EventRow>> => shapes[shape];
export const eventTypesIn = (shape: Shape): LabEventType[] => Object.keys(shapes[shape]) as LabEventType[];

type TypesThatConfirm<Table> = {
  [T in keyof Table]: Table[T] extends { decides: 'confirmed' } ? T : never;
}[keyof Table];
/** The events that confirm an order, in any shape. */
type Confirming = Extract<LabEvent, { type: { [S in Shape]: TypesThatConfirm<(typeof shapes)[S]> }[Shape] }>;

/** Whether this event is the one that confirms its order, or rejects it, in one shape: elsewhere the same may say less. */
export const confirms = (event: LabEvent, shape: Shape): event is Confirming =>
  eventsIn(shape)[event.type]?.decides === 'confirmed';
export const rejects = ({ type }: LabEvent, shape: Shape): boolean => eventsIn(shape)[type]?.decides === 'rejected';
export const confirmingIn = (shape: Shape): LabEventType[] =>
  eventTypesIn(shape).filter((type) => eventsIn(shape)[type]?.decides === 'confirmed');

interface CallRow {
  path: string;
  from: Acting;
  to: Acting;
  /** What would be told in its place where services tell; its answer is what would be told in return. */
  carries: readonly EventType[];
  /** What is called when nobody knows whether it arrived. */
  undoneBy: string | null;
  /** Made only where orders are paid. */
  ofPayment?: true;
}

/** The same where one service asks the others, in the order of the calls. All are idempotent by the order they are about. */
export const calls = {
  reserve: { path: '/reserve', from: 'orders', to: 'inventory', carries: ['OrderPlaced'], undoneBy: 'release' },
  release: { path: '/release', from: 'orders', to: 'inventory', carries: [], undoneBy: null },
  pay: { path: '/pay', from: 'orders', to: 'payments', carries: [], undoneBy: 'refund', ofPayment: true },
  refund: { path: '/refund', from: 'orders', to: 'payments', carries: [], undoneBy: null, ofPayment: true },
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

export const sentBy = (role: Role, shape: Shape = 'off'): LabEventType[] =>
  eventTypesIn(shape).filter((type) => eventsIn(shape)[type]?.from === role);

/** The services with something to tell, in the order in which an order passes through them. */
export const sendersIn = (shape: Shape): readonly Acting[] =>
  rolesIn(shape).filter((role): role is Acting => sentBy(role, shape).length > 0);
export const senders = sendersIn('off') as readonly Exclude<Acting, typeof paying>[];

/** The events a role is to receive, in any shape, as types; and in one of them as a list. */
export type EventTo<To extends Role> = To extends typeof watcher
  ? LabEvent
  : Extract<LabEvent, { type: { [S in Shape]: TypesTo<To, (typeof shapes)[S]> }[Shape] }>;
type TypesTo<To, Table> = {
  [T in keyof Table]: Table[T] extends { to: readonly (infer Receiver)[] } ? (To extends Receiver ? T : never) : never;
}[keyof Table];
export const receivedBy = (role: Role, shape: Shape = 'off'): LabEventType[] =>
  eventTypesIn(shape).filter((type) => role === watcher || eventsIn(shape)[type]?.to.includes(role as Acting));

/** The events on an order's way to completion, one after the other; where one of several happens, all of them. */
export function eventsOnTheWay(): EventType[][] {
  const answers = new Set<LabEventType>(eventTypes.flatMap((type) => events[type].answeredBy));
  const way: EventType[][] = [];
  for (let now = eventTypes.filter((type) => !answers.has(type)); now.length > 0; ) {
    way.push(now);
    now = [...new Set(now.flatMap((type) => events[type].answeredBy))];
  }
  return way;
}

/** The calls that every order makes when nothing fails, one after the other. */
export function callsOnTheWay(shape: Shape = 'off'): CallKind[] {
  const kinds = Object.keys(calls) as CallKind[];
  const undoing = new Set<string | null>(kinds.map((kind) => calls[kind].undoneBy));
  return kinds.filter((kind) => !undoing.has(kind) && (shape !== 'off' || !('ofPayment' in calls[kind])));
}
