import type { ModeFacts } from '../../common/capabilities.ts';
import type { OrderAnswer } from '../../common/contracts/answers.ts';
import type { Notification } from '../../common/contracts/notifications.ts';
import type { Order } from '../../common/contracts/orders.ts';
import type { Payment } from '../../common/contracts/payments.ts';
import type { Product, StockMovement } from '../../common/contracts/products.ts';
import type { LogRecord, LogPosition as Offsets, Parked, Role } from '../../common/mode.ts';

export type { LogRecord } from '../../common/mode.ts';

/** Where the consumer group of a service stands. */
export interface LogPosition extends Offsets {
  role: Role;
}

/** `role` is who set it aside; null: no service has a consumer of that name, as with the calls of REST. */
export interface ParkedMessage extends Parked {
  role: Role | null;
}

/**
 * One line of `history.jsonl.gz`. `t` is microseconds of the host's monotonic clock (`process.hrtime`), the same
 * in every process. `fail` only when it is certain that nothing happened (connection refused, a validated 4xx);
 * a timeout, a reset, a 5xx or a missing confirm is `info`: it may have happened.
 *
 * | f           | key                | invoke value   | ok value                                   | fail/info value    |
 * |-------------|--------------------|----------------|--------------------------------------------|--------------------|
 * | place-order | the attempt's key  | PlaceOrder     | { status, orderId, orderStatus }           | { status?, error } |
 * |             |                    |                |                                            | … { retryAfter? }  |
 * | redeliver   | the order id       | null           | { delivered: count }                       | { error }          |
 * | poison      | the pill's id      | { pill }       | null                                       | { status?, error } |
 * | redrive     | the pill's id      | null           | null                                       | { error }          |
 * | fault       | the fault's name   | { phase }      | { phase: inject, heal or witness, … }      | { phase, error }   |
 * |             |                    | … { phase: restart, role }, of one service         | as before        |
 * | read-order  | the order id       | null           | Order                                      | { error }          |
 * | cancel-order| the order id       | null           | { status }                                 | { status?, error } |
 * | digest      | before or after    | null           | { state, notifications } (replay)          | { error }, a gap   |
 * |             |                    |                | … { events? }, of the late comers          |                    |
 * | write       | the record's id    | { survives }   | null                                       | { error }          |
 *
 * An attempt's key is also the local part of its customer's e-mail (`<key>@load.example`), so that a stored
 * order can be traced to its attempt, and is sent as its `Idempotency-Key`. `survives`: whether the setting that a record is
 * written with promises to keep it, once it is acknowledged.
 */
export interface Operation {
  i: number;
  t: number;
  trial: string;
  process: string;
  f: 'place-order' | 'redeliver' | 'poison' | 'redrive' | 'fault' | 'read-order' | 'cancel-order' | 'digest' | 'write';
  type: 'invoke' | 'ok' | 'fail' | 'info';
  key: string;
  value: unknown;
}

/**
 * What an outbox and an inbox of one service hold at the end; the inbox in the order of application. `position` is
 * the queue a message was read from, or `<topic>/<partition>/<offset>`.
 */
export interface StoredMessages {
  role: Role;
  service: string;
  outbox: { messageId: string; type: string; orderId: string; sent: boolean }[];
  inbox: { messageId: string; position: string | null }[];
}

/** A consumer's queue. What stands in a dead-letter queue is read as `parked` and is not listed here. */
interface QueueDepth {
  queue: string;
  ready: number;
  unacknowledged: number;
}

/** Of one order. */
interface WarehousePick {
  orderId: string;
  calls: number;
  effects: number;
}

/** One movement of money in the provider's own ledger, in the order in which it moved. */
export interface MoneyMoved {
  orderId: string;
  kind: 'capture' | 'refund';
  amountMinor: number;
  currency: string;
}

/** One mail in the mailbox of the mail server: what its header and its envelope say. */
interface StoredMail {
  messageId: string;
  recipients: string[];
  to: string[];
  headers: number;
  text: string;
}

/** What came of the notifications that are sent by e-mail. */
interface Mailed {
  mails: StoredMail[];
  /** Refused for good by the mail server, or by us, and why. */
  parked: { notificationId: string; reason: string }[];
}

/**
 * By order: who was promised its outcome and where, what the other side took and where, and what was set aside with which reason.
 * A place is that of one order alone: the path of its callback, or the correlation id of its reply.
 */
export interface OwedAnswers {
  owed: { orderId: string; place: string }[];
  got: (Pick<OrderAnswer, 'orderId' | 'status' | 'version' | 'totalMinor'> & { place: string })[];
  /** How many came to a place of nobody, were not signed, or are no answers. */
  foreign: number;
  parked: { orderId: string; reason: string }[];
}

/** Everything read after the faults healed and the pipeline came to rest. */
export interface FinalReads {
  /** Faults healed, outboxes empty, queues 0, lag 0 before the deadline; otherwise what was still moving. */
  quiescent: boolean;
  stillMoving: string[];
  catalogue: Product[];
  products: Product[];
  movements: StockMovement[];
  orders: Order[];
  notifications: Notification[];
  parked: ParkedMessage[];
  messages: StoredMessages[] | null;
  log: LogPosition[] | null;
  /** The log itself. Without it, offsets committed beyond the last applied record make the check `log` unknown. */
  records?: LogRecord[] | null;
  queues: QueueDepth[] | null;
  /** What the warehouse was asked about each order, and how often it did its part; absent or null: there was none. */
  warehouse?: WarehousePick[] | null;
  /** The provider's ledger, and what the payment service knows of each order; absent or null: nothing is paid. */
  money?: { entries: MoneyMoved[]; payments: Payment[] } | null;
  /** Absent or null: nothing is delivered. */
  mail?: Mailed | null;
  /** What callers were owed and got; absent or null: nobody asked for an answer later. */
  answers?: OwedAnswers | null;
  /** Ids of the numbered records of a cluster trial, as often and in the order they were read; absent or null: none were written. */
  written?: string[] | null;
  /** Settings of which nobody could read what is there, so that what is missing of theirs is not known. */
  unread?: string[];
  /** Settings that miss something, of which not all copies were there: what is missing may be on one that is still to come. */
  unsettled?: string[];
}

/** What a checker may know of a mode. */
export type JudgedMode = Pick<ModeFacts, 'name' | 'medium' | 'answer' | 'answeredBy'>;

/** What a checker may look at: nothing else. */
export interface Evidence {
  mode: JudgedMode;
  /** The fault of this trial; `none` is the control. */
  fault: string;
  history: Operation[];
  final: FinalReads | null;
}
