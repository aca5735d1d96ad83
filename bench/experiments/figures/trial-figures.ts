import type { LoadResult } from '../../load/load-result.ts';
import { Latencies } from '../../measure/latencies.ts';
import type { Trial } from '../../record/run-file.ts';
import type { Journey } from '../trial/journey.ts';

/** Acceptance, service time and send delay come from the generator; completion is joined by order id. */
export function latenciesOf(result: LoadResult, counted: readonly Journey[], endUs: number) {
  const { acceptance, service, connection, sendDelay } = result.histograms;
  const completion = new Latencies();
  for (const { outcome, intended, answered, completed } of counted) {
    if (outcome === 'accepted') completion.record((completed ?? endUs) - intended); // never completed: in the tail
    // Given up: whether and when its order was completed, the client cannot know. At least as late as that.
    if (outcome === 'timedOut' || outcome === 'unfinished') completion.record((answered ?? endUs) - intended);
  }
  return {
    acceptance: Latencies.decode(acceptance),
    completion,
    service: Latencies.decode(service),
    connection: Latencies.decode(connection),
    'send-delay': Latencies.decode(sendDelay),
  };
}

/** Orders completed in the window per second of CPU, broker and services together, generator, bench and proxy left out. */
export function perCoreSecond(
  journeys: readonly Journey[],
  use: Trial['resources'],
  from: number,
  to: number,
): number | null {
  const done = completedWithin(journeys, from, to);
  const ours = use.filter(({ process }) => !['generator', 'bench', 'proxy'].includes(process));
  const cpuSeconds = ours.reduce((sum, { cpuSeconds: seconds }) => sum + seconds, 0);
  return cpuSeconds > 0 ? Math.round((done / cpuSeconds) * 10) / 10 : null;
}

/** Orders completed per second of the window, whenever they were due. */
export const goodput = (journeys: readonly Journey[], from: number, to: number): number | null =>
  to > from ? Math.round((completedWithin(journeys, from, to) / ((to - from) / 1e6)) * 10) / 10 : null;

const completedWithin = (journeys: readonly Journey[], from: number, to: number) =>
  journeys.filter(({ completed }) => completed !== null && completed >= from && completed < to).length;
