import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { StockMovement } from '../../../common/contracts/products.ts';
import { keyOf } from '../../record/attempt-key.ts';
import type { Operation } from '../../record/history.ts';
import { nowUs } from '../../record/recorder.ts';
import type { News } from './store-feed.ts';

/** What was never answered and never stored is waited for so long: it may still be on its way in a frozen process. */
const DOUBTED_US = 600e6;
const REFUSED_US = 5e6;

/** One stored order, as far as it has been read. */
export interface Stored {
  orderId: string;
  /** Null until it was looked at. */
  order: Order | null;
  movements: StockMovement[];
  notifications: Notification[];
}

/** Everything that is known of one key: what was tried, and what is stored for it. */
export interface Entry {
  key: string;
  /** When it was due, or began; microseconds of the monotonic clock. */
  intendedUs: number;
  /** Whether its steps are told one by one. */
  shown: boolean;
  operations: Operation[];
  /** As many answers as requests, whatever they say. */
  answered: boolean;
  accepted: boolean;
  stored: Stored[];
}

/** An order came to its notification. */
export interface Completion {
  entry: Entry;
  orderId: string;
  atUs: number;
}

/**
 * The orders of one lane that are not settled: what is settled leaves it, so that it stays as small as what is under way.
 *
 *   operations (generator, page, faults) ─┐
 *                                         ├▶ Entry ─▶ settled: judged and forgotten
 *   news from the stores ─────────────────┘
 */
export class OrderBook {
  readonly #byKey = new Map<string, Entry>();
  readonly #byOrder = new Map<string, { entry: Entry; stored: Stored }>();
  /** How many of the orders are told step by step: every one, every second, … */
  showEvery = 1;
  #opened = 0;

  get size(): number {
    return this.#byKey.size;
  }

  entries(): IterableIterator<Entry> {
    return this.#byKey.values();
  }

  entry(key: string, intendedUs: number): Entry {
    const known = this.#byKey.get(key);
    if (known) return known;
    const shown = this.#opened++ % this.showEvery === 0;
    const entry = { key, intendedUs, shown, operations: [], answered: false, accepted: false, stored: [] };
    this.#byKey.set(key, entry);
    return entry;
  }

  /** An attempt, or what came of it. Returns its entry where it was accepted just now. */
  operate(operation: Operation): Entry | null {
    const entry = this.entry(operation.key, operation.t);
    entry.operations.push(operation);
    entry.intendedUs = Math.min(entry.intendedUs, operation.t); // its row may have been read before we heard of it
    const requests = entry.operations.filter(({ type }) => type === 'invoke').length;
    entry.answered = entry.operations.length >= 2 * requests;
    if (operation.type !== 'ok' || entry.accepted) return null;
    entry.accepted = true;
    return entry;
  }

  /**
   * What the stores have to tell. `late`: orders that were settled, or that nobody knows, and of which there is more now;
   * `touched`: those that may be settled by it.
   */
  learn({ orders, movements, payments, notifications }: News): {
    late: Set<string>;
    touched: Set<Entry>;
    completed: Completion[];
    reserved: Entry[];
    paying: Entry[];
  } {
    for (const { orderId, email } of orders) {
      const key = keyOf({ customer: { email } }) ?? orderId;
      const entry = this.entry(key, nowUs());
      if (entry.stored.some((one) => one.orderId === orderId)) continue;
      const stored = { orderId, order: null, movements: [], notifications: [] };
      entry.stored.push(stored);
      this.#byOrder.set(orderId, { entry, stored });
    }
    const late = new Set<string>();
    const touched = new Set<Entry>();
    const completed: Completion[] = [];
    const reserved: Entry[] = [];
    for (const movement of movements) {
      const { orderId } = movement;
      if (orderId === undefined) continue;
      const known = this.#byOrder.get(orderId);
      if (!known) late.add(orderId);
      else if (known.stored.movements.push(movement) === 1) reserved.push(known.entry);
    }
    for (const notification of notifications) {
      const { orderId, kind, recordedMonotonicNs } = notification;
      if (orderId === undefined || kind === 'low-stock' || kind === 'test') continue;
      const known = this.#byOrder.get(orderId);
      if (!known) {
        late.add(orderId);
        continue;
      }
      known.stored.notifications.push(notification);
      touched.add(known.entry);
      if (known.stored.notifications.length === 1)
        completed.push({ entry: known.entry, orderId, atUs: recordedMonotonicNs / 1000 });
    }
    const paying = payments.flatMap((orderId) => this.#byOrder.get(orderId)?.entry ?? []);
    return { late, touched, completed, reserved, paying };
  }

  /** It was stored before, settled and forgotten, and has been answered again since: this is what is stored of it. */
  recall(entry: Entry, stored: Stored): void {
    entry.stored.push(stored);
    this.#byOrder.set(stored.orderId, { entry, stored });
  }

  /** The present state of orders, as it was read just now. */
  see(orders: readonly Order[]): void {
    for (const order of orders) {
      const known = this.#byOrder.get(order.orderId);
      if (known) known.stored.order = order;
    }
  }

  forget(entry: Entry): void {
    this.#byKey.delete(entry.key);
    for (const { orderId } of entry.stored) this.#byOrder.delete(orderId);
  }
}

/** Which order an accepted one was answered with, where it is not among what is new in the stores; null: it is, or was not accepted. */
export function answeredUnseen({ accepted, stored, operations }: Entry): string | null {
  if (!accepted || stored.length > 0) return null;
  const answer = operations.findLast(({ type }) => type === 'ok')?.value;
  return typeof answer === 'object' && answer !== null && 'orderId' in answer ? String(answer.orderId) : null;
}

/** How many pieces an order holds by these movements, released ones taken off; 0 when it holds nothing. */
export function held(movements: readonly StockMovement[]): number {
  const net = new Map<string, number>();
  for (const { sku, kind, quantity } of movements) if (kind !== 'set') net.set(sku, (net.get(sku) ?? 0) - quantity);
  return [...net.values()].reduce((sum, pieces) => sum + Math.abs(pieces), 0);
}

/**
 * Nothing more is to be expected of it: answered, final, told of, and, where it came to nothing, everything given back.
 * `failuresTold`: of one that failed, too.
 */
export function isSettled({ answered, accepted, stored }: Entry, failuresTold: boolean): boolean {
  if (!answered || (accepted && stored.length === 0)) return false;
  return (
    stored.length > 0 &&
    stored.every(({ order, movements, notifications }) => {
      if (order === null || order.status === 'pending') return false;
      if ((failuresTold || order.status !== 'failed') && notifications.length === 0) return false;
      return order.status === 'confirmed' || held(movements) === 0;
    })
  );
}

/** It came to nothing: refused, or never heard of again. */
export function isOver({ answered, accepted, stored, operations, intendedUs }: Entry, us: number): boolean {
  if (!answered || accepted || stored.length > 0) return false;
  const doubted = operations.some(({ type }) => type === 'info');
  return us - intendedUs > (doubted ? DOUBTED_US : REFUSED_US);
}
