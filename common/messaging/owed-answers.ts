import { setTimeout } from 'node:timers/promises';
import { atMost } from '../base/at-most.ts';
import { growingWaitMs } from '../base/growing-wait.ts';
import { createHands } from '../base/hands.ts';
import type { Protection } from '../base/protections.ts';
import type { OrderAnswer } from '../contracts/answers.ts';
import { answerOfOrder } from '../contracts/answers.ts';
import { isPending, type Order } from '../contracts/orders.ts';
import { orderOf, ordersChanged } from '../store/order-store.ts';
import { type Store, StoreUnavailable, type Tx } from '../store/store.ts';
import { createClaims } from './claims.ts';
import { type Owed, type OwedRow, owedRows, unfinished } from './owed-rows.ts';

export const owedPolicy = {
  /** Before the next try: half a second after the first one, a minute after many, and a quarter of it more or less. */
  firstWaitMs: 625,
  longestWaitMs: 75_000,
  drawn: 0.4,
  /** Before the next look where the way was gone. */
  goneMs: 5000,
  /** Answers that are under way at once, and of them to one place. */
  atOnce: 64,
  atOncePerPlace: 16,
  /** How often the store is asked for what is due again, or was overlooked: by a process that died, or of another one. */
  everyMs: 250,
  /** Of those that were never tried so many are looked at each time. */
  page: 1000,
};

/** Resolves when the other side has taken it. Throws Unsendable when it never will, WayIsGone when nothing can go there now. */
export type SendAnswer = (owed: Owed, answer: OrderAnswer) => Promise<void>;

/** An answer that cannot be sent, now or later. */
export class Unsendable extends Error {
  override readonly name = 'Unsendable';
}

/** Its medium takes nothing at the moment: that is no try, and is over some time. */
export class WayIsGone extends Error {
  override readonly name = 'WayIsGone';
}

export interface OwedAnswers {
  /** In the transaction that stores the order: from then on somebody is owed its outcome. */
  add(tx: Tx, orderId: string, owed: Owed): Promise<void>;
  /** Answers that are neither told nor parked. */
  depth(): number;
  start(): Promise<void>;
  /** Begins no more, and waits for those under way, at most until the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

interface Hooks {
  parked(orderId: string, reason: string): void;
  failed(error: unknown): void;
}

/**
 * The outbox of answers: who is owed one is stored with the order; it is sent once the order has its outcome, again until it is
 * taken, and parked with its reason when it is out of tries.
 *
 *   order placed ─▶ owed ─▶ order final ─▶ sent ─▶ taken: told
 *                                ▲           └ not taken ─▶ waits, longer each time ─▶ out of tries: parked
 *                                └──────────────────────────────┘
 *
 * A process that dies between sending and storing that it did sends again: at least once, always under the id of the order.
 * `tries`: how many there are.
 */
export function createOwedAnswers(
  store: Store,
  without: readonly Protection[],
  tries: number,
  send: SendAnswer,
  hooks: Hooks,
): OwedAnswers {
  const claims = createClaims(store, 'owed_answers', unfinished);
  const rows = owedRows(store, claims);
  const most = without.includes('retries') ? 1 : tries;
  const hands = createHands();
  const underWay = new Set<Promise<void>>();
  const atPlace = new Map<string, number>();
  /** Orders that got their outcome and whose answer is not begun, each with the place it goes to once that is known. */
  const settled = new Map<string, string | null>();
  let lookAtMs = 0;
  let depth = 0;
  let stopping = false;
  let running: Promise<void> | null = null;
  let wake = Promise.withResolvers<void>();

  function changed(orders: readonly Order[]): void {
    if (depth === 0) return;
    for (const order of orders) if (!isPending(order)) settled.set(order.orderId, null);
    if (settled.size > 0) wake.resolve();
  }

  /** What can be sent now: orders just settled, then from time to time what is due again, and what nobody here saw settled. */
  async function due(): Promise<OwedRow[]> {
    const first = canBegin(owedPolicy.atOnce - hands.size);
    for (const orderId of first) settled.delete(orderId);
    const found: OwedRow[] = [...(await rows.those(first))];
    if (performance.now() >= lookAtMs) {
      lookAtMs = performance.now() + owedPolicy.everyMs;
      found.push(...(await rows.again()), ...(await rows.untried()));
    }
    return [...new Map(found.map((row) => [row.order_id, row])).values()].filter((row) => !isPending(row));
  }

  /** So many of the settled, by what is known of their places: all of them read again after each answer would cost their square. */
  function canBegin(most: number): string[] {
    const first: string[] = [];
    const going = new Map(atPlace);
    for (const [orderId, place] of settled) {
      if (first.length >= most) break;
      const there = place === null ? 0 : (going.get(place) ?? 0);
      if (there >= owedPolicy.atOncePerPlace) continue;
      if (place !== null) going.set(place, there + 1);
      first.push(orderId);
    }
    return first;
  }

  /** What becomes of one answer; its row says so afterwards, or stays as it was and is sent again. */
  async function tell(row: OwedRow): Promise<void> {
    const { order_id: orderId, version } = row;
    const failure = await send(row, answerOfOrder(orderOf(row))).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    const isTry = !(failure instanceof WayIsGone) || most === 1;
    const made = isTry ? row.tries + 1 : row.tries;
    const over = failure !== null && isTry && (failure instanceof Unsendable || made >= most);
    const reason = over ? `${failure.message} (after ${made} ${made === 1 ? 'try' : 'tries'})` : null;
    const next = failure ? Date.now() + (isTry ? growingWaitMs(owedPolicy, made) : owedPolicy.goneMs) : 0;
    const mark = () =>
      store.transact(async (tx) => {
        const changed = await rows.mark(tx, { orderId, made, next, told: failure ? null : version, reason });
        if (!changed) return;
        if (failure === null || over) tx.afterCommit(() => depth--);
        if (reason !== null) tx.afterCommit(() => hooks.parked(orderId, reason));
      });
    for (;;) {
      try {
        return await mark();
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || stopping || !claims.holds()) throw error; // else it would be sent at once again
        await setTimeout(owedPolicy.everyMs);
      }
    }
  }

  function begin(row: OwedRow): void {
    const place = placeOf(row.target);
    atPlace.set(place, (atPlace.get(place) ?? 0) + 1);
    hands.take(row.order_id);
    const telling = tell(row)
      .catch(hooks.failed)
      .finally(() => {
        underWay.delete(telling);
        hands.leave(row.order_id);
        const left = (atPlace.get(place) ?? 1) - 1;
        if (left > 0) atPlace.set(place, left);
        else atPlace.delete(place);
        wake.resolve();
      });
    underWay.add(telling);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      wake = Promise.withResolvers();
      if (depth > 0 && claims.holds() && hands.size < owedPolicy.atOnce) {
        for (const row of await hands.free(due, ({ order_id }) => order_id).catch(failed)) {
          const place = placeOf(row.target);
          const full = hands.size >= owedPolicy.atOnce || (atPlace.get(place) ?? 0) >= owedPolicy.atOncePerPlace;
          if (full) settled.set(row.order_id, place);
          else begin(row);
        }
        if (canBegin(owedPolicy.atOnce - hands.size).length > 0) continue;
      }
      await Promise.race([wake.promise, setTimeout(owedPolicy.everyMs, undefined, { ref: false })]);
    }
  }
  const failed = (error: unknown): OwedRow[] => {
    hooks.failed(error);
    return [];
  };

  return {
    async add(tx, orderId, owed) {
      const counted = () => {
        depth++;
      };
      if (!without.includes('outbox')) {
        await rows.insert(tx, orderId, owed);
        return tx.afterCommit(counted);
      }
      tx.afterCommit(() => {
        void store.transact((later) => rows.insert(later, orderId, owed)).then(counted, hooks.failed);
      });
    },
    depth: () => depth,
    async start() {
      await claims.start((rows) => {
        depth = rows;
      });
      ordersChanged.add(changed);
      running = run();
    },
    async stop(deadlineMs) {
      stopping = true;
      ordersChanged.delete(changed);
      wake.resolve();
      await running;
      await atMost(deadlineMs, Promise.all(underWay));
      await claims.stop();
    },
  };
}

const placeOf = (target: string): string => (URL.canParse(target) ? new URL(target).host : target);
