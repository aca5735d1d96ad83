import { setTimeout } from 'node:timers/promises';
import { type GrowingWait, growingWaitMs } from '../base/growing-wait.ts';
import type { Protection } from '../base/protections.ts';
import { postOutside } from './post-outside.ts';

/** Why it is not known what the other side did. */
export interface Unsettled {
  why: string;
  isLate: boolean;
  cause?: unknown;
}

interface Asking {
  /** Under it the other side does its part once, which makes repeating safe; null: it cannot tell a repetition. */
  key: string | null;
  traceparent?: string | undefined;
  /** Of all tries together, in epoch milliseconds. */
  deadline: number;
  /** Between a try that did not settle it and the next. */
  wait: GrowingWait;
  without: readonly Protection[];
  settles(status: number): boolean;
}

/** Asks somebody outside of the services, again within the deadline, until a status settles it. Resolves with that, or with why there is none. */
export async function askOutside(
  url: URL,
  body: object,
  { key, traceparent, deadline, wait, without, settles }: Asking,
): Promise<number | Unsettled> {
  const waits = !without.includes('timeouts');
  const repeats = !without.includes('retries');
  const late = { why: 'did not answer in time', isLate: true };
  let failure: Unsettled = late;
  for (let failures = 1; ; failures++) {
    const leftMs = deadline - Date.now();
    if (waits && leftMs <= 0) return failure;
    try {
      const status = await postOutside(url, body, { key, traceparent, mostMs: waits ? leftMs : null });
      if (settles(status)) return status;
      failure = { why: `answered ${status}`, isLate: false };
    } catch (cause) {
      const isLate = (cause as Error).name === 'AbortError';
      failure = isLate ? { ...late, cause } : { why: 'cannot be reached', isLate, cause };
    }
    const waitMs = growingWaitMs(wait, failures);
    if (!repeats || Date.now() + waitMs >= deadline) return failure;
    await setTimeout(waitMs);
  }
}
