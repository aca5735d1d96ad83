import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadResult } from '../../load/load-result.ts';
import { generatorDoubts } from '../../measure/generator-doubts.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { ACHIEVED, type CapacityStep, GROWTH, type StepBreak, type StepOutcome } from '../../record/capacity.ts';
import { unfinishedGrowth } from '../figures/unfinished-growth.ts';
import type { Journey } from './journey.ts';

/**
 * Whether a system bore one rate (measurement.md, rule 10). Achieved are the orders due in the step and completed at
 * most the SLO after its end; p99 within the SLO is judged as 99% of them being completed within it, which needs no
 * minimum of samples. The backlog is that of all orders due and not finished, so that waiting for an answer counts; it
 * grows when the lower bound of its slope, with 95% confidence, is beyond 1% of the rate, since a short stall alone bends the slope of 3 s.
 * Where the generator was not in order (rule 11) nothing is known; its lateness is compared with the SLO, since that,
 * and no median, is what is judged here. `stored`: ids of the orders that exist; null: not known yet, so none counts as lost.
 */
export function capacityStep(
  phase: LoadResult['phases'][number],
  { series }: LoadResult,
  journeys: readonly Journey[],
  stored: ReadonlySet<string> | null,
  sloMs: number,
): CapacityStep {
  const from = phase.startNs / 1000;
  const to = phase.endNs / 1000;
  const sloUs = sloMs * 1000;
  const due = journeys.filter(({ intended }) => intended >= from && intended < to);
  const share = (some: readonly Journey[]) => (due.length > 0 ? some.length / due.length : 0);
  const completed = due.filter(({ completed: at }) => at !== null && at <= to + sloUs);
  const inTime = due.filter(({ completed: at, intended }) => at !== null && at - intended <= sloUs);
  const lost = stored
    ? due.filter(({ outcome, orderId }) => outcome === 'accepted' && !stored.has(orderId ?? '')).length
    : 0;
  const latencies = new Latencies();
  for (const { completed: at, intended } of due) if (at !== null) latencies.record(at - intended);
  const { slope, atLeast } = unfinishedGrowth(journeys, from, to) ?? { slope: 0, atLeast: null };
  const p99 = percentilesOf(latencies).p99;
  const seconds = Math.round((to - from) / 1e4) / 100;
  const meanwhile = journeys.filter(({ completed: at }) => at !== null && at >= from && at < to);
  const rows = series.filter((row) => row.phase === phase.name);
  const cpuShare = rows.reduce((sum, row) => sum + row.cpuShare, 0) / Math.max(1, rows.length);
  const doubts = generatorDoubts(generatorHealth(phase, cpuShare, sloUs));
  const by: StepBreak[] = [];
  if (share(completed) < ACHIEVED) {
    const refused = share(due.filter(({ outcome }) => outcome === 'refused'));
    const alsoRefused = refused > 0 ? { refused: Math.ceil(refused * 1000) / 10 } : {};
    by.push({ kind: 'achieved', percent: percent(share(completed)), ...alsoRefused });
  }
  if (atLeast !== null && atLeast > GROWTH * phase.ratePerSecond)
    by.push({ kind: 'backlog', perSecond: slope, atLeast });
  if (share(inTime) < ACHIEVED) by.push({ kind: 'in-time', percent: percent(share(inTime)), sloMs });
  if (lost > 0) by.push({ kind: 'lost', orders: lost });
  const bore: StepOutcome = by.length > 0 ? { kind: 'broke', by } : { kind: 'held' };
  return {
    ratePerSecond: phase.ratePerSecond,
    seconds,
    achieved: Math.round(share(completed) * 10_000) / 10_000,
    completedPerSecond: Math.round(meanwhile.length / seconds),
    backlogSlope: slope,
    completionP99Ms: p99 === null ? null : Math.round(p99 / 10) / 100,
    lost,
    outcome: doubts.length > 0 ? { kind: 'unknown', doubts } : bore,
  };
}

const percent = (share: number) => Math.floor(share * 1000) / 10;
