import type { Journey } from '../../experiments/trial/journey.ts';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { SoakSeries } from './judge-soak.ts';

/**
 * Of the orders due in each period, in milliseconds, acceptance and completion. Whatever the sample count: the series is
 * judged, its single figures are not. What was refused or failed, since its service was just killed, is left out.
 */
export function latencySeries(
  journeys: readonly Journey[],
  startUs: number,
  periodUs: number,
  periods: number,
): SoakSeries[] {
  const empty = () => Array.from({ length: periods }, () => new Latencies());
  const waits = { acceptance: empty(), completion: empty() };
  for (const { outcome, intended, answered, completed } of journeys) {
    const period = Math.floor((intended - startUs) / periodUs);
    if (outcome !== 'accepted' || period < 0 || period >= periods) continue;
    if (answered !== null) waits.acceptance[period]?.record(answered - intended);
    if (completed !== null) waits.completion[period]?.record(completed - intended);
  }
  return Object.entries(waits).flatMap(([of, sets]) =>
    (['p50-ms', 'p99-ms'] as const).map((kind) => ({
      kind,
      of,
      values: sets.map((set) =>
        set.histogram.totalCount === 0 ? null : Math.round(quantileOf(set, kind === 'p50-ms' ? 0.5 : 0.99) / 10) / 100,
      ),
    })),
  );
}
