import type { Settings } from '../base/config.ts';
import { ProblemError } from '../contracts/problems.ts';
import { calledInTrace } from '../observe/tracing.ts';
import { askOutside } from './ask-outside.ts';

/** How many orders inventory works on at once, each by itself; null: it takes whole batches, for nothing of it waits. */
export const ordersAtOnce = ({ WAREHOUSE_URL, LAB_CONCURRENCY }: AtOnceSettings): number | null =>
  LAB_CONCURRENCY || (WAREHOUSE_URL === undefined ? null : warehousePolicy.atOnce);

type AtOnceSettings = Pick<Settings, 'WAREHOUSE_URL' | 'LAB_CONCURRENCY'>;

export const warehousePolicy = { atOnce: 8 };

/** An ask that failed is repeated within its deadline, after a wait that is drawn between nothing and a growing bound. */
const wait = { firstWaitMs: 50, longestWaitMs: 500, drawn: 1 };

/** Whom inventory asks about every order before it decides: outside of the services, and it takes its time. */
export interface Warehouse {
  /**
   * Resolves when the warehouse has done its part; asked again about the same order, it does nothing more. `deadline`: epoch
   * milliseconds. Throws a ProblemError: `dependency-timeout`, or `dependency-unavailable`.
   */
  ask(orderId: string, traceparent: string | undefined, deadline?: number): Promise<void>;
}

type WarehouseSettings = Pick<Settings, 'WAREHOUSE_URL' | 'LAB_WAREHOUSE_DEADLINE_MS' | 'LAB_WITHOUT'>;

/** Null when the settings name none: then nothing is asked, and nothing of it costs anything. */
export function warehouseOf(settings: WarehouseSettings): Warehouse | null {
  const { WAREHOUSE_URL: base, LAB_WAREHOUSE_DEADLINE_MS: deadlineMs, LAB_WITHOUT: without } = settings;
  if (base === undefined) return null;
  const url = new URL('/picks', base);
  return {
    ask: (orderId, parent, deadline = Date.now() + deadlineMs) =>
      calledInTrace('POST /picks', parent, async (traceparent) => {
        // The order's id is the idempotency key: that is what makes it safe to repeat.
        const asking = { key: orderId, traceparent, deadline, wait, without, settles: isNoTrouble };
        const answer = await askOutside(url, { orderId }, asking);
        if (typeof answer !== 'number') {
          const kind = answer.isLate ? 'dependency-timeout' : 'dependency-unavailable';
          throw new ProblemError(kind, `The warehouse ${answer.why}.`, {}, answer.cause);
        }
        if (answer >= 300) throw new ProblemError('dependency-unavailable', `The warehouse answered ${answer}.`);
      }),
  };
}

/** An answer that would be no other one later. */
const isNoTrouble = (status: number) => status < 500 && status !== 429;
