import { worst } from '../../checkers/judge.ts';
import type { Lab } from '../../lab/lab.ts';
import { getJson } from '../../lab/service-client.ts';
import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadResult, SecondRow } from '../../load/load-result.ts';
import { generatorDoubts } from '../../measure/generator-doubts.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import { type CapacityStep, held, type StepBreak, type StepOutcome } from '../../record/capacity.ts';
import type { FinalReads } from '../../record/history.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { Verdict } from '../../record/verdict.ts';
import { backlogGrowth } from '../figures/backlog-slope.ts';
import type { SearchSize } from '../plan/latency-size.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { Journey } from './journey.ts';
import type { Measured, MeasureHooks } from './measure-trial.ts';
import type { OrderLoad } from './order-load.ts';

type Measure = (plan: TrialPlan, hooks?: MeasureHooks) => Promise<Measured>;

/** The confirmations run on the same broker as the ramp: their names must differ. */
const NUMBERS_APART = 1000;
const MOST_PENDING = 500;

/**
 * Looks for the highest sustainable rate (measurement.md, rule 10).
 *
 *   one lab:      200 ▸ 260 ▸ 338 ▸ … until a step breaks      (a few seconds each: where about is it?)
 *   fresh labs:   the highest step that held, for longer ▸ if it breaks, a smaller one ▸ …
 *
 * The trial that is published is the last confirmation, with the verdicts of all of them. A step whose generator was
 * not in order is not known, and the search ends there: the generator, not the mode, was then the limit.
 */
export async function searchCapacity(plan: TrialPlan, search: SearchSize, measure: Measure): Promise<TrialRecord> {
  const { sloMs } = search;
  const rates = ratesOf(search);
  const ramp = await measure(rampPlan(plan, search, rates), { onSecond: stopWhenSwamped(sloMs) });
  const steps = stepsOf(ramp, sloMs);
  const parts = [ramp];
  const unknown = steps.findIndex(({ outcome }) => outcome.kind === 'unknown');
  const known = unknown < 0 ? steps : steps.slice(0, unknown);
  let rate = known.findLast(held)?.ratePerSecond ?? null; // a smaller one may have had bad luck
  let found: number | null = null;
  for (let attempt = 1; rate !== null && found === null && attempt <= search.confirmations; attempt++) {
    const confirmed = await measure(confirmPlan(plan, search, rate, attempt));
    parts.push(confirmed);
    const [step] = stepsOf(confirmed, sloMs);
    if (step) steps.push(step);
    if (step && held(step)) found = rate;
    else rate = Math.round(rate / (attempt === 1 ? Math.sqrt(search.factor) : search.factor));
  }
  const { record } = parts.at(-1) as Measured;
  const loss = parts.map(({ record: { trial } }) => trial.use).find((use) => !use.usable && use.why.kind === 'lost');
  const trial: Trial = {
    ...record.trial,
    id: plan.id,
    use: loss ?? { usable: true }, // lateness is judged step by step, against the SLO
    variation: plan.variation,
    capacity: { ratePerSecond: found, sloMs, steps },
    verdicts: worstOf(
      parts.map(
        ({
          record: {
            trial: { verdicts },
          },
        }) => verdicts,
      ),
    ),
  };
  return { ...record, trial, series: record.series.map((row) => ({ ...row, trial: plan.id })) };
}

function ratesOf({ from, factor, upTo }: SearchSize): number[] {
  const rates: number[] = [];
  for (let rate = from; rate <= upTo; rate *= factor) rates.push(Math.round(rate));
  return rates;
}

function rampPlan(plan: TrialPlan, { stepSeconds, warmUpSeconds }: SearchSize, rates: number[]): TrialPlan {
  const load = { ratePerSecond: rates[0] ?? 1, warmUpSeconds, seconds: stepSeconds * rates.length };
  return { ...plan, id: `${plan.id}-ramp`, load, latency: { ramp: { ratesPerSecond: rates, stepSeconds } } };
}

function confirmPlan(plan: TrialPlan, search: SearchSize, ratePerSecond: number, attempt: number): TrialPlan {
  const load = { ratePerSecond, warmUpSeconds: search.confirmWarmUpSeconds, seconds: search.confirmSeconds };
  return { ...plan, id: `${plan.id}-${attempt}`, number: plan.number + NUMBERS_APART * attempt, load, latency: {} };
}

/** Every whole step that was begun; the last one may have been cut short because it broke. */
const stepsOf = ({ result, journeys, final }: Measured, sloMs: number): CapacityStep[] =>
  result.phases
    .filter(({ measured, counts }) => measured && counts.sent > 0)
    .map((phase) => capacityStep(phase, result, journeys, final, sloMs));

/** Ends a ramp that has gone too far: more waits than the SLO has time for, two seconds in a row. */
function stopWhenSwamped(sloMs: number): NonNullable<MeasureHooks['onSecond']> {
  let swamped = 0;
  return (row: SecondRow, { run }: OrderLoad, lab: Lab) => {
    const bearable = Math.min(MOST_PENDING, Math.ceil((row.offered * sloMs) / 1000));
    if (row.phase === 'warm-up') return;
    void pendingOrders(lab, bearable).then((pending) => {
      swamped = pending >= bearable || row.inFlight >= bearable ? swamped + 1 : 0;
      if (swamped >= 2) run.stop();
    });
  };
}

/** At most `limit`. */
async function pendingOrders(lab: Lab, limit: number): Promise<number> {
  const url = `${lab.urls['orders']}/orders?status=pending&limit=${Math.max(1, limit)}`;
  return getJson<{ orders: unknown[] }>(url).then(
    ({ orders }) => orders.length,
    () => limit, // it no longer answers
  );
}

/** Per check the worst verdict of all parts. */
function worstOf(parts: readonly Verdict[][]): Verdict[] {
  const [first = [], ...others] = parts;
  return first.map((verdict) => {
    const same = [verdict, ...others.flatMap((verdicts) => verdicts.filter(({ check }) => check === verdict.check))];
    const outcome = worst(same);
    return same.find((one) => one.outcome === outcome) ?? verdict;
  });
}

const ACHIEVED = 0.99;
/** The backlog may grow by this share of the rate. */
const GROWTH = 0.01;

/**
 * Whether a system bore one rate (measurement.md, rule 10). Achieved are the orders due in the step and completed at
 * most the SLO after its end; p99 within the SLO is judged as 99% of them being completed within it, which needs no
 * minimum of samples. The backlog is that of all orders due and not finished, so that waiting for an answer counts; it
 * grows when its slope is beyond 1% of the rate with 95% confidence, since a short stall alone bends the slope of 3 s.
 * Where the generator was not in order (rule 11) nothing is known; its lateness is compared with the SLO, since that,
 * and no median, is what is judged here.
 */
export function capacityStep(
  phase: LoadResult['phases'][number],
  { series }: LoadResult,
  journeys: readonly Journey[],
  final: FinalReads,
  sloMs: number,
): CapacityStep {
  const from = phase.startNs / 1000;
  const to = phase.endNs / 1000;
  const sloUs = sloMs * 1000;
  const due = journeys.filter(({ intended }) => intended >= from && intended < to);
  const share = (some: readonly Journey[]) => (due.length > 0 ? some.length / due.length : 0);
  const completed = due.filter(({ completed: at }) => at !== null && at <= to + sloUs);
  const inTime = due.filter(({ completed: at, intended }) => at !== null && at - intended <= sloUs);
  const stored = new Set(final.orders.map(({ orderId }) => orderId));
  const lost = due.filter(({ outcome, orderId }) => outcome === 'accepted' && !stored.has(orderId ?? '')).length;
  const latencies = new Latencies();
  for (const { completed: at, intended } of due) if (at !== null) latencies.record(at - intended);
  const { slope, atLeast } = backlogGrowth(journeys, from, to, 'intended') ?? { slope: 0, atLeast: 0 };
  const p99 = percentilesOf(latencies).p99;
  const seconds = Math.round((to - from) / 1e4) / 100;
  const rows = series.filter((row) => row.phase === phase.name);
  const cpuShare = rows.reduce((sum, row) => sum + row.cpuShare, 0) / Math.max(1, rows.length);
  const doubts = generatorDoubts(generatorHealth(phase, cpuShare, sloUs));
  const by: StepBreak[] = [];
  if (share(completed) < ACHIEVED) by.push({ kind: 'achieved', percent: percent(share(completed)) });
  if (atLeast > GROWTH * phase.ratePerSecond) by.push({ kind: 'backlog', perSecond: slope, atLeast });
  if (share(inTime) < 0.99) by.push({ kind: 'in-time', percent: percent(share(inTime)), sloMs });
  if (lost > 0) by.push({ kind: 'lost', orders: lost });
  const bore: StepOutcome = by.length > 0 ? { kind: 'broke', by } : { kind: 'held' };
  return {
    ratePerSecond: phase.ratePerSecond,
    seconds,
    achieved: Math.round(share(completed) * 10_000) / 10_000,
    backlogSlope: slope,
    completionP99Ms: p99 === null ? null : Math.round(p99 / 10) / 100,
    lost,
    outcome: doubts.length > 0 ? { kind: 'unknown', doubts } : bore,
  };
}

const percent = (share: number) => Math.floor(share * 1000) / 10;
