import { isSlow, type WorkTime } from '../../lab/warehouse/work-time.ts';
import { generatorHealth } from '../../load/generator-health.ts';
import type { LoadResult } from '../../load/load-result.ts';
import { generatorDoubts } from '../../measure/generator-doubts.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import type { CapacityStep } from '../../record/capacity.ts';
import type { FinalReads } from '../../record/history.ts';
import type { Percentiles, ProcessUse } from '../../record/run-file.ts';
import type { WorkAbove, WorkCell } from '../../record/work-cell.ts';
import type { Journey } from '../trial/journey.ts';
import { burstPhase } from '../trial/phases.ts';

/** One stretch of a load: what the generator says of it, and what each process used. */
export interface Stretch {
  result: LoadResult;
  phase: LoadResult['phases'][number];
  use: ProcessUse[];
}

/** What became of orders in a stretch, its first `untilFullMs` left out. The hands are looked at by somebody else. */
export function aboveIn(
  { result, phase, use }: Stretch,
  journeys: readonly Journey[],
  untilFullMs: number,
): Omit<WorkAbove, 'atWork' | 'workMs'> {
  const begin = phase.startNs / 1000;
  const to = phase.endNs / 1000;
  const from = Math.min(begin + untilFullMs * 1000, to);
  const seconds = (to - from) / 1e6;
  const within = (at: number | null) => at !== null && at >= from && at < to;
  const perSecond = (some: readonly Journey[]) => (seconds > 0 ? Math.round((10 * some.length) / seconds) / 10 : 0);
  const accepted = journeys.filter(({ outcome }) => outcome === 'accepted');
  const ended = ({ outcome, completed, answered }: Journey) => (outcome === 'accepted' ? completed : answered);
  return {
    offeredPerSecond: perSecond(journeys.filter(({ intended }) => within(intended))),
    seconds: Math.round(seconds * 100) / 100,
    acceptedPerSecond: perSecond(accepted.filter(({ answered }) => within(answered))),
    completedPerSecond: perSecond(accepted.filter(({ completed }) => within(completed))),
    waiting: journeys.filter((each) => each.intended < to && (ended(each) ?? Number.POSITIVE_INFINITY) >= to).length,
    doubts: generatorDoubts(generatorHealth(phase, cpuShareIn(result, phase.name), null)),
    resources: use,
    sampledSeconds: Math.round((to - begin) / 1e4) / 100,
  };
}

type Done = ReturnType<typeof aboveIn>;

/** A step of the search for what the control holds, and what was done in it. */
interface Tried {
  step: Pick<CapacityStep, 'outcome' | 'look'>;
  done: Done;
}

/** What is told of a step that was cut short says little. */
const LEAST_S = 1;

/**
 * The most that was done in a step that held, or in the first one beyond: there the machine was full, and nothing was left
 * over from before; where none held, the most done in any. `topped`: no step was too much, or the generator gave out first, so that the machine may hold more.
 */
export function mostHeld(tried: readonly Tried[]): (Done & { topped?: true }) | null {
  const climbed = tried.filter(({ step }) => !step.look);
  const steps = climbed.length > 0 ? climbed : tried;
  const last = steps.findLastIndex(({ step }) => step.outcome.kind === 'held');
  const beyond = steps.slice(last + 1).filter(({ step }) => step.outcome.kind === 'broke');
  const full = last < 0 ? beyond : beyond.slice(0, 1);
  const some = [...steps.filter(({ step }) => step.outcome.kind === 'held'), ...full].map(({ done }) => done);
  const whole = some.filter(({ seconds }) => seconds >= LEAST_S);
  const [most] = whole.toSorted((a, b) => b.completedPerSecond - a.completedPerSecond);
  const best = most ?? some[0] ?? steps[0]?.done;
  if (best === undefined) return null;
  return full.length > 0 ? best : { ...best, topped: true };
}

/** CPU of the generator in a phase, of one core. */
export function cpuShareIn({ series }: Pick<LoadResult, 'series'>, phase: string): number {
  const rows = series.filter((row) => row.phase === phase);
  return rows.reduce((sum, row) => sum + row.cpuShare, 0) / Math.max(1, rows.length);
}

/** Completion of accepted orders that do not take long; null where none does. */
export function othersIn(
  journeys: readonly Journey[],
  work: WorkTime | null,
  seed: number,
  endUs: number,
): Percentiles | null {
  if (!work?.slow) return null;
  const others = new Latencies();
  for (const { outcome, orderId, intended, completed } of journeys) {
    if (outcome !== 'accepted' || orderId === null || isSlow(work, seed, orderId)) continue;
    others.record((completed ?? endUs) - intended);
  }
  return percentilesOf(others);
}

/** How long after a burst began the last of its orders was done; nothing where none came. */
export function burstIn(
  { phases }: { phases: readonly Pick<LoadResult['phases'][number], 'name' | 'startNs' | 'endNs'>[] },
  journeys: readonly Journey[],
): Pick<WorkCell, 'burst'> {
  const burst = phases.find(({ name }) => name === burstPhase);
  if (burst === undefined) return {};
  const [from, to] = [burst.startNs / 1000, burst.endNs / 1000];
  const own = journeys.filter(({ outcome, intended }) => outcome === 'accepted' && intended >= from && intended < to);
  const last = own.reduce((latest, { completed }) => Math.max(latest, completed ?? Number.POSITIVE_INFINITY), from);
  const doneSeconds = Number.isFinite(last) ? Math.round((last - from) / 1e4) / 100 : null;
  return { burst: { orders: own.length, doneSeconds } };
}

export function pickedIn({ warehouse }: Pick<FinalReads, 'warehouse'>): WorkCell['warehouse'] {
  if (!warehouse) return null;
  return {
    orders: warehouse.length,
    calls: warehouse.reduce((sum, { calls }) => sum + calls, 0),
    again: warehouse.filter(({ calls }) => calls > 1).length,
    twice: warehouse.filter(({ effects }) => effects > 1).length,
  };
}
