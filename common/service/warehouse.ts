import { setTimeout } from 'node:timers/promises';
import type { Settings } from '../base/config.ts';
import { ProblemError } from '../contracts/problems.ts';
import { calledInTrace } from '../observe/tracing.ts';
import { postOutside } from './post-outside.ts';

/** How many orders inventory works on at once, each by itself; null: it takes whole batches, for nothing of it waits. */
export const ordersAtOnce = ({ WAREHOUSE_URL, LAB_CONCURRENCY }: AtOnceSettings): number | null =>
  LAB_CONCURRENCY || (WAREHOUSE_URL === undefined ? null : warehousePolicy.atOnce);

type AtOnceSettings = Pick<Settings, 'WAREHOUSE_URL' | 'LAB_CONCURRENCY'>;

/** An ask that failed is repeated within its deadline, after a wait that is drawn between nothing and a growing bound. */
export const warehousePolicy = { atOnce: 8, firstWaitMs: 50, longestWaitMs: 500 };

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
  const waits = !without.includes('timeouts');
  const repeats = !without.includes('retries');

  /** Whether it is done; if not, why. The order's id is the idempotency key: that is what makes it safe to repeat. */
  async function attempt(orderId: string, deadline: number, traceparent: string | undefined): Promise<Failure | null> {
    const leftMs = deadline - Date.now();
    if (waits && leftMs <= 0) return tooLate;
    try {
      const status = await postOutside(url, { orderId }, { key: orderId, traceparent, mostMs: waits ? leftMs : null });
      const ok = status >= 200 && status < 300;
      return ok ? null : { why: `answered ${status}`, timedOut: false, passes: status >= 500 || status === 429 };
    } catch (cause) {
      if ((cause as Error).name === 'AbortError') return { ...tooLate, cause };
      return { why: 'cannot be reached', timedOut: false, passes: true, cause };
    }
  }

  return {
    ask: (orderId, parent, deadline = Date.now() + deadlineMs) =>
      calledInTrace('POST /picks', parent, async (traceparent) => {
        for (let bound = warehousePolicy.firstWaitMs; ; bound = Math.min(2 * bound, warehousePolicy.longestWaitMs)) {
          const failure = await attempt(orderId, deadline, traceparent);
          if (failure === null) return;
          const waitMs = bound * Math.random();
          if (!repeats || !failure.passes || Date.now() + waitMs >= deadline) throw failed(failure);
          await setTimeout(waitMs);
        }
      }),
  };
}

interface Failure {
  why: string;
  timedOut: boolean;
  /** It may go better another time. */
  passes: boolean;
  cause?: unknown;
}

const tooLate: Failure = { why: 'did not answer in time', timedOut: true, passes: false };

const failed = ({ why, timedOut, cause }: Failure) =>
  new ProblemError(timedOut ? 'dependency-timeout' : 'dependency-unavailable', `The warehouse ${why}.`, {}, cause);
