import type { Settings } from './base/config.ts';
import type { DomainEvent } from './contracts/events.ts';
import type { Order } from './contracts/orders.ts';
import type { Acting, Role } from './workflow/message-table.ts';

export type ModeName = 'sync-rest' | 'async-rabbitmq' | 'streaming-kafka';
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

/** What a mode can be asked to do or to suffer. */
type Capability = 'replay' | 'redrive' | 'parked' | 'broker-kill';

/** One entry of a broker's access control list, by exact name. Who may read or write a topic may describe it. */
export interface BrokerRight {
  user: Role;
  resource: 'topic' | 'group';
  name: string;
  operation: 'read' | 'write' | 'describe';
}

/** What a mode tells the bench. */
export interface Mode {
  readonly name: ModeName;
  /** One sentence for a reader who does not know it. */
  readonly title: string;
  readonly broker: 'none' | 'rabbitmq' | 'kafka';
  readonly services: readonly ServiceSpec[];
  readonly links: readonly Link[];
  /** What tells a service to reach its broker at this address alone, whatever the broker advertises. Absent: nothing need. */
  brokerVia?(address: string): Record<string, string>;
  /** First of its fixed ports; `npm start` without `--port` uses one per service from here on. */
  readonly firstPort: number;
  /** What it cannot do, with the reason that reports print. */
  readonly cannot: Partial<Record<Capability, string>>;
  /** Rows of the fairness card: what this mode's medium is set to. */
  fairness(settings: Settings): Record<string, string>;
  /** The AsyncAPI document of its medium. Absent: no events. */
  asyncapi?(settings: Settings): unknown;
  /** Connects to the broker as a service would, publishes and reads; throws while that fails. Absent: no broker. */
  probe?(brokerUrl: string): Promise<void>;
  /** The tools of an operator for one running set of services. */
  operate(running: Running): Promise<Operator>;
  /** What each service may do on a broker that knows users, and no more. Absent: there is no such broker. */
  rights?(namespace: string): BrokerRight[];
}

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

/** One way to read the past again, without touching the services' state. */
export interface HistorySource {
  /** `log`, `outbox`, `stream`, `api`. */
  name: string;
  /** One sentence: what is read, and how. */
  what: string;
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
  /** Messages that could not be understood, with the reason. */
  unreadable: string[];
}

/** What somebody with access to the medium can see and do while the services run. */
export interface Operator {
  backlog(): Promise<Backlog[]>;
  parked(): Promise<Parked[]>;
  /** Delivers parked messages again, all or those with this message id; returns how many. */
  redrive(only?: string): Promise<number>;
  /** Delivers everything that tells of this order a second time; returns how many deliveries that made. */
  deliverAgain(order: Order, idempotencyKey: string): Promise<number>;
  /** Hands a consumer arbitrary bytes, as a broken producer would. `id` marks them. The status they were refused with, or null: a broker took them. */
  inject(role: Acting, bytes: Uint8Array, id: string): Promise<number | null>;
  /** REST: a `POST /send` that an earlier version of the order service left in its store; restarts that service. */
  leaveCall?(orderId: string, body: string): Promise<void>;
  /** What a late comer can read of everything that happened so far. */
  sources(): HistorySource[];
  /** RabbitMQ: publishes everything the outboxes hold once more, to the live queues; returns how many messages. */
  republish?(): Promise<number>;
  /** Kafka: where every group stands. */
  positions?(): Promise<LogPosition[]>;
  /** Kafka: every record of the log as it stands now. */
  records?(): Promise<LogRecord[]>;
  /** Kafka: moves a group whose service is stopped back to the beginning; returns the offsets committed for it. */
  rewind?(role: Role, to?: RewindTarget): Promise<LogPosition[]>;
  /** Kafka: a group that reads along from now on; returns how to end it. */
  follow?(group: string, onBatch: (events: readonly DomainEvent[]) => void): Promise<() => Promise<void>>;
  /** Kafka: deletes the records of a role's topics below these offsets, as retention would. */
  truncate?(role: Role, keepFrom: { topic: string; partition: number; offset: number }[]): Promise<void>;
  /** Removes what this namespace has on the broker. The services must be stopped. */
  remove(): Promise<void>;
  close(): Promise<void>;
}
