import type { Settings } from '../base/config.ts';
import type { Limiter } from '../base/limiter.ts';
import { ProblemError } from '../contracts/problems.ts';
import { calledInTrace } from '../observe/tracing.ts';
import { askOutside } from './ask-outside.ts';

/**
 * How many orders inventory works on at once, each by itself; null: it takes whole batches, for nothing of it waits. A hand is what one
 * of them takes: the ask of the warehouse, where there is one, and else all that is done about the order.
 */
export const ordersAtOnce = ({ WAREHOUSE_URL, LAB_CONCURRENCY }: HandSettings): number | null =>
  LAB_CONCURRENCY || (WAREHOUSE_URL === undefined ? null : warehousePolicy.atOnce);

type HandSettings = Pick<Settings, 'WAREHOUSE_URL' | 'LAB_CONCURRENCY'>;

/** `heldPerHand`: for each order at the warehouse a consumer holds so many, or a hand would stand empty over a commit and a round trip to the broker. */
export const warehousePolicy = { atOnce: 8, heldPerHand: 2 };

/** What inventory is to its broker: so many hands, and orders that it holds, those that wait for a hand or for their commit included; null: it takes whole batches. */
export function handsOnMessages(settings: HandSettings & Pick<Settings, 'LAB_WITHOUT'>) {
  const hands = ordersAtOnce(settings);
  if (hands === null || settings.LAB_WITHOUT.includes('own-ack')) return null;
  return { hands, held: settings.WAREHOUSE_URL === undefined ? hands : hands * warehousePolicy.heldPerHand };
}

/** An ask that failed is repeated within its deadline, after a wait that is drawn between nothing and a growing bound. */
const wait = { firstWaitMs: 50, longestWaitMs: 500, drawn: 1 };

/** Whom inventory asks about every order before it decides: outside of the services, and it takes its time. */
export interface Warehouse {
  /**
   * Waits for a hand, and resolves when the warehouse has done its part; asked again about the same order, it does nothing more.
   * `deadline`: epoch milliseconds; absent: counted from when there is a hand. Throws a ProblemError: `dependency-timeout`, or
   * `dependency-unavailable`.
   */
  ask(orderId: string, traceparent: string | undefined, deadline?: number): Promise<void>;
}

type WarehouseSettings = Pick<Settings, 'WAREHOUSE_URL' | 'LAB_WAREHOUSE_DEADLINE_MS' | 'LAB_WITHOUT'>;

/** Null when the settings name none: then nothing is asked, and nothing of it costs anything. `inHand`: begins an ask when a hand is free. */
export function warehouseOf(settings: WarehouseSettings, inHand: Limiter['run']): Warehouse | null {
  const { WAREHOUSE_URL: base, LAB_WAREHOUSE_DEADLINE_MS: deadlineMs, LAB_WITHOUT: without } = settings;
  if (base === undefined) return null;
  const url = new URL('/picks', base);
  return {
    ask: (orderId, parent, due) =>
      inHand(() =>
        calledInTrace('POST /picks', parent, async (traceparent) => {
          const deadline = due ?? Date.now() + deadlineMs;
          // The order's id is the idempotency key: that is what makes it safe to repeat.
          const asking = { key: orderId, traceparent, deadline, wait, without, settles: isNoTrouble };
          const answer = await askOutside(url, { orderId }, asking);
          if (typeof answer !== 'number') {
            const kind = answer.isLate ? 'dependency-timeout' : 'dependency-unavailable';
            throw new ProblemError(kind, `The warehouse ${answer.why}.`, {}, answer.cause);
          }
          if (answer >= 300) throw new ProblemError('dependency-unavailable', `The warehouse answered ${answer}.`);
        }),
      ),
  };
}

/** An answer that would be no other one later. */
const isNoTrouble = (status: number) => status < 500 && status !== 429;
