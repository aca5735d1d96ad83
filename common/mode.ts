import type { Settings } from './base/config.ts';
import type { BrokerUse, ModeFacts, OpenOrderClient } from './capabilities.ts';
import type { DomainEvent } from './contracts/events.ts';
import type { Order } from './contracts/orders.ts';
import type { Listener } from './workflow/listeners.ts';
import type { Acting, Role, Shape } from './workflow/message-table.ts';

export type { ModeName } from './capabilities.ts';
export type { Role } from './workflow/message-table.ts';

/** Where a proxy can stand: from a service to another one or to the broker. */
export interface Link {
  from: Role;
  to: Role | 'broker';
}

export interface ServiceSpec {
  role: Role;
  /** As in logs, queues and groups: `order-service`. */
  name: string;
  entry: URL;
  /** What it must be told of its surroundings; `address` gives `http://…` of a role, or the broker's address. */
  env(address: (to: Role | 'broker') => string): Record<string, string>;
}

/** A service that nobody planned for: see `workflow/listeners.ts`. */
interface ListenerSpec {
  entry: URL;
  env: ServiceSpec['env'];
}

/** What one row of the fairness card says of a mode. Every figure in it is the value that the code uses. */
export interface FairFact {
  setting: string;
  value: string;
  /** In a sentence: which mode or figure it helps or hurts. */
  pushes?: string;
}

/** A time-out or wait that decides how long a recovery takes, with its unit. */
export interface RecoverySetting {
  setting: string;
  inForce: string;
  /** What the client library, in the version of the lockfile, does of itself. */
  byDefault: string;
  decides: string;
  /** What would happen with that default. */
  otherwise: string;
}

/** How a mode carries payment, where it is on. */
interface PaymentUse {
  service: ServiceSpec;
  /** The shapes of a saga that its medium can carry. */
  shapes: readonly Exclude<Shape, 'off'>[];
  /** Where a proxy can stand besides. */
  links: readonly Link[];
  /** What the order service is told besides, to find it. */
  finds?(address: (to: Role) => string): Record<string, string>;
}

/** What a mode tells the bench. */
export interface Mode extends ModeFacts {
  /** Null: its services call each other. */
  readonly broker: BrokerUse | null;
  readonly services: readonly ServiceSpec[];
  readonly payment: PaymentUse;
  readonly links: readonly Link[];
  /** First of its fixed ports; `npm start` without `--port` uses one per service from here on. */
  readonly firstPort: number;
  /** Rows of the fairness card: what its medium and its client are set to. */
  fairness(settings: Settings): FairFact[];
  /** Calls to one dependency that can be under way at once, and how many more wait. Absent: nothing is called. */
  callsAtOnce?(settings: Settings): { atOnce: number; waiting: number };
  /**
   * What bounds how many orders inventory works on at once, where each takes time, in a few words, as it is set; and what each order
   * of them promises, where it can be chosen.
   */
  readonly atOnce: {
    bounds(settings: AtOnceSettings): string;
    orderings: Partial<Record<Settings['LAB_ORDERING'], string>>;
    /** More than so many are never at work, in all processes together, whatever their hands. Absent: nothing but the hands bounds them. */
    most?: Partial<Record<Settings['LAB_ORDERING'], number>>;
    /** More processes than so many have nothing to do. Absent: each has. */
    processes?: number;
  };
  /** Which partition of its medium an order's messages are in, where they wait for those before them. Absent: there are none. */
  partitionOf?(orderId: string): number;
  /** The time-outs and waits that decide how long a recovery takes. */
  recovery(settings: Settings): RecoverySetting[];
  /** The AsyncAPI document of its medium. Absent: no events. */
  asyncapi?(settings: Settings): unknown;
  /** Who may join late, and what he learns of what was before him: all of it, or nothing unless it is told again. */
  readonly late: { listeners: Record<Listener, ListenerSpec>; hearsOfThePast: boolean };
  /** The tools of an operator for one running set of services. */
  operate(running: Running): Promise<Operator>;
}

/** What decides how many orders inventory works on at once, and holds. */
type AtOnceSettings = Pick<
  Settings,
  'WAREHOUSE_URL' | 'LAB_CONCURRENCY' | 'LAB_ORDERING' | 'LAB_PREFETCH' | 'LAB_WITHOUT'
>;

/** One running set of services, as an operator needs to know it. */
export interface Running {
  urls: Record<string, string>;
  brokerUrl: string | null;
  namespace: string;
  settings: Settings;
  /** Folder with the stores of the services. */
  dataFolder: string;
  /** Ends one service in order and starts it again. */
  stop(role: Role): Promise<void>;
  start(role: Role): Promise<void>;
}

export interface Backlog {
  /** Queue or consumer group. */
  consumer: string;
  waiting: number;
  /** Handed to a consumer and not yet acknowledged, where the broker tells. */
  unacknowledged: number;
}

/** A message that was set aside: in a dead-letter queue or topic, or in a REST service's own record. */
export interface Parked {
  messageId: string | null;
  orderId: string | null;
  consumer: string;
  reason: string;
  body: string;
  /** Why it cannot be delivered again, in a sentence. Absent: it can. */
  stays?: string;
}

/**
 * Where a consumer group stands in one partition; `end` and `committed` are offsets of the next record, `low` that of
 * the oldest kept one. The group's name contains the name of its service.
 */
export interface LogPosition {
  group: string;
  topic: string;
  partition: number;
  low: number;
  end: number;
  committed: number | null;
}

/** One record of the log as it was read back. `messageId` is null where none could be found in it. */
export interface LogRecord {
  topic: string;
  partition: number;
  offset: number;
  messageId: string | null;
}

/** Where a group is moved to: the oldest record, the first one at or after a time (epoch ms), or exact offsets. */
export type RewindTarget =
  | { kind: 'earliest' }
  | { kind: 'timestamp'; ms: number }
  | { kind: 'offsets'; offsets: { topic: string; partition: number; offset: number }[] };

/** What a client that is not ours can put into the medium, and what must become of it. */
export interface ForeignCase {
  /** What is sent, as `a record with a key of 1 MB`. */
  name: string;
  /** Sends it, with another client than ours. */
  send(): Promise<void>;
  /** How many messages all consumers together must set aside for it; 0: it is read, or passed, as any other. */
  parked: number;
}

/** One way to read the past again, without touching the services' state. */
export interface HistorySource {
  /** `log`, `outbox`, `stream`, `api`. */
  name: string;
  /** One sentence: what is read, and how. */
  what: string;
  /** What it hands over: the events themselves, as they were sent, or what can be derived from rows as they are now. */
  hands: 'events' | 'rows';
  /** What this way cannot tell, ever; null when it tells all. */
  loses: string | null;
  /** To be called before the orders are placed, where a source must be there from the start. */
  prepare?(): Promise<void>;
  /**
   * Hands over everything there is, in the order of the medium: what came from different services can stand in another
   * order than it happened. An event can come twice, as to any consumer, when its service sent it twice; whoever folds
   * events looks at their ids.
   */
  read(onBatch: (events: readonly DomainEvent[]) => void): Promise<HistoryRead>;
  /** The ceiling: the same messages with an empty handler, per second; null when too few to tell. */
  drain?(): Promise<number | null>;
}

export interface HistoryRead {
  /** Messages, records or rows read. */
  records: number;
  /** Calls made to services for it. */
  requests: number;
  /** What is known to be missing, such as records that retention removed; empty: complete. */
  gaps: string[];
  /** Those of `gaps` that the medium itself names: what it says it has removed. Absent: it names none. */
  removed?: string[];
  /** Messages that could not be understood, with the reason. */
  unreadable: string[];
}

/** What somebody with access to the medium can see and do while the services run. */
export interface Operator {
  backlog(): Promise<Backlog[]>;
  parked(): Promise<Parked[]>;
  /** Delivers everything that tells of this order a second time; returns how many deliveries that made. */
  deliverAgain(order: Order, idempotencyKey: string): Promise<number>;
  /** Hands a consumer arbitrary bytes, as a broken producer would. `id` marks them. The status they were refused with, or null: a broker took them. */
  inject(role: Acting, bytes: Uint8Array, id: string): Promise<number | null>;
  /** What a late comer can read of everything that happened so far. */
  sources(): HistorySource[];
  /** What the broker itself says is in force of what this mode relies on, by name. Absent: there is no broker. */
  inForce?(): Promise<Record<string, string>>;
  /** What strangers can send through the broker, each to be tried beside good orders. Absent: there is no broker. */
  foreignCases?(): readonly ForeignCase[];
  /** Sends bytes that are no events, with another client; resolves with how many of them must be set aside. Absent: as above. */
  sendForeign?(bodies: readonly Uint8Array[]): Promise<number>;
  orderClient?: OpenOrderClient;
  /** Removes what a late listener has on the medium, by the name of its queue or group. Its service must be stopped. */
  dismiss(listener: string): Promise<void>;
  /** Removes what this namespace has on the broker. The services must be stopped. */
  remove(): Promise<void>;
  close(): Promise<void>;

  // What not every medium can do: see `operatorAbilities`.

  /** A call that an earlier version of the order service left in its store; restarts that service. */
  leaveCall?(orderId: string, body: string): Promise<void>;
  /** Delivers parked messages again, all that can be or those with this message id; returns how many. */
  redrive?(only?: string): Promise<number>;
  /** Publishes everything the outboxes hold once more, to the live consumers; returns how many messages. */
  republish?(): Promise<number>;
  /** Where every group stands. */
  positions?(): Promise<LogPosition[]>;
  /** Every record of the log as it stands now. */
  records?(): Promise<LogRecord[]>;
  /** Moves a group whose service is stopped, to the beginning if not said otherwise; returns what was committed for it. */
  rewind?(role: Role, to?: RewindTarget): Promise<LogPosition[]>;
  /** A group that reads along from now on; returns how to end it. */
  follow?(group: string, onBatch: (events: readonly DomainEvent[]) => void): Promise<() => Promise<void>>;
  /** Deletes the records of a role's topics below these offsets, as retention would. */
  truncate?(role: Role, keepFrom: { topic: string; partition: number; offset: number }[]): Promise<void>;
}
