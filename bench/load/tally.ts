import { Latencies, mergeLatencies } from '../measure/latencies.ts';
import type { RequestCounts } from '../record/run-file.ts';
import type { LoadFigures } from './load-result.ts';
import type { Outcome } from './outcome.ts';

/** Counts and latencies of a phase. Every request that was sent is added once as sent and once as ended. */
export class Tally {
  readonly counts: RequestCounts = {
    sent: 0,
    accepted: 0,
    refused: 0,
    failed: 0,
    timedOut: 0,
    connectionErrors: 0,
    unfinished: 0,
  };
  readonly errors = new Map<string, number>();
  readonly acceptance = new Latencies();
  readonly service = new Latencies();
  readonly sendDelay = new Latencies();
  readonly failures = new Latencies();
  readonly pool = { exhausted: 0, worstWaitUs: 0, peakWaiting: 0 };

  sent(delayUs: number, waitingForConnection: number): void {
    this.counts.sent += 1;
    this.sendDelay.record(delayUs);
    if (waitingForConnection === 0) return;
    this.pool.exhausted += 1;
    this.pool.peakWaiting = Math.max(this.pool.peakWaiting, waitingForConnection);
  }

  connected(waitedUs: number): void {
    this.pool.worstWaitUs = Math.max(this.pool.worstWaitUs, Math.round(waitedUs));
  }

  /** `serviceUs` is null when the request never had a connection. */
  ended({ count, error }: Outcome, acceptanceUs: number, serviceUs: number | null): void {
    this.counts[count] += 1;
    if (error !== null) this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    const inTail = count === 'accepted' || count === 'timedOut' || count === 'unfinished';
    if (!inTail) return this.failures.record(acceptanceUs);
    this.acceptance.record(acceptanceUs);
    if (serviceUs !== null) this.service.record(serviceUs);
  }

  figures(): LoadFigures {
    return {
      counts: this.counts,
      errors: Object.fromEntries([...this.errors].sort(([a], [b]) => (a < b ? -1 : 1))),
      histograms: {
        acceptance: this.acceptance.encode(),
        service: this.service.encode(),
        sendDelay: this.sendDelay.encode(),
        errors: this.failures.encode(),
      },
      pool: this.pool,
    };
  }
}

/** One tally of several phases; they stay as they are. */
export function mergeTallies(tallies: readonly Tally[]): Tally {
  const merged = new Tally();
  for (const { counts, errors, pool } of tallies) {
    for (const name of Object.keys(counts) as (keyof RequestCounts)[]) merged.counts[name] += counts[name];
    for (const [error, count] of errors) merged.errors.set(error, (merged.errors.get(error) ?? 0) + count);
    merged.pool.exhausted += pool.exhausted;
    merged.pool.worstWaitUs = Math.max(merged.pool.worstWaitUs, pool.worstWaitUs);
    merged.pool.peakWaiting = Math.max(merged.pool.peakWaiting, pool.peakWaiting);
  }
  merged.acceptance.merge(mergeLatencies(tallies.map((tally) => tally.acceptance)));
  merged.service.merge(mergeLatencies(tallies.map((tally) => tally.service)));
  merged.sendDelay.merge(mergeLatencies(tallies.map((tally) => tally.sendDelay)));
  merged.failures.merge(mergeLatencies(tallies.map((tally) => tally.failures)));
  return merged;
}
