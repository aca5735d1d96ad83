import { type CapacityStep, nextStep, nextStepOfAll } from '../../record/capacity.ts';
import type { ModeName, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { type EfficiencyPoint, efficiencyOf } from './efficiency.ts';
import { usable } from './groups.ts';
import type { HeldLonger } from './held-longer.ts';
import { exhausted, type Limiter, limiterOf } from './limiter.ts';

/** What holds a mode back, and the trial that it is read from. */
export interface ModeLimit {
  mode: ModeName;
  trial: Trial;
  /** Orders per second of that trial. */
  ratePerSecond: number;
  /** How long a rate that a search found was held in that trial; null: the trial was not at such a rate. */
  heldSeconds: number | null;
  limiter: Limiter;
  /** The lowest rate above that did not hold: in the same search, or, where the trial is none, above what any of the mode held. */
  next: CapacityStep | null;
  /** The lowest load far below at which the machine was full as well, so that full cores alone are not what ends it; null: there was none, or the limiter is another. */
  fullBelow: Pick<EfficiencyPoint, 'perSecond' | 'machineBusy'> | null;
}

/** A load is far below where it is at most this share of the rate. */
const FAR_BELOW = 0.6;

/** A mode of which nothing was found exhausted has none: that is no answer. `longer`: of the trials at a rate found. */
export function limitsOf(run: RunFile, longer: readonly HeldLonger[]): ModeLimit[] {
  const candidates = run.modes.map((mode) => judgeable(run, longer, mode));
  const some = candidates.filter((own) => own.length > 0);
  // One kind of trial for all modes: a step of 4 s and 12 s at the same rate do not show the same.
  const kinds = some.every((own) => own.some(isLonger)) ? closest : closest.filter((kind) => kind !== 'sustain');
  const points = efficiencyOf(run)?.points ?? [];
  return run.modes.flatMap((mode, at): ModeLimit[] => {
    const trial = nearest(candidates[at] ?? [], kinds);
    const limiter = trial && limiterOf(trial, run.host, run.durability);
    if (!limiter || limiter.kind === 'none') return [];
    const { ratePerSecond = 0, seconds = 0 } = trial.load ?? {};
    if (!isAtCapacity(trial))
      return [{ mode, trial, ratePerSecond, heldSeconds: null, limiter, next: null, fullBelow: null }];
    const searches = usable(run.trials).flatMap((each) => (each.mode === mode ? (each.capacity ?? []) : []));
    const next = trial.capacity === null ? nextStepOfAll(searches) : nextStep(trial.capacity);
    const fullBelow =
      (limiter.kind === 'machine' &&
        points.find(
          (point) =>
            point.mode === mode &&
            point.perSecond <= FAR_BELOW * ratePerSecond &&
            point.machineBusy >= exhausted.machine,
        )) ||
      null;
    return [{ mode, trial, ratePerSecond, heldSeconds: seconds, limiter, next, fullBelow }];
  });
}

const closest: Variation['kind'][] = ['sustain', 'capacity', 'share', 'rate', 'base'];

const isLonger = ({ variation }: Trial) => variation?.kind === 'sustain';
const isAtCapacity = (trial: Trial) => isLonger(trial) || trial.variation?.kind === 'capacity';

/** The usable trials that a mode's limiter may be read from: sampled, and at a rate that was held where it was to be the capacity. */
function judgeable(run: RunFile, longer: readonly HeldLonger[], mode: ModeName): Trial[] {
  const heldFor = new Set(longer.flatMap(({ trial, held }) => (held ? trial.id : [])));
  return usable(run.trials).filter(
    (trial) =>
      trial.mode === mode &&
      trial.experiment === 'latency' &&
      trial.fault === 'none' &&
      trial.resources.length > 0 &&
      trial.load !== null &&
      (!isLonger(trial) || heldFor.has(trial.id)) &&
      (trial.capacity === null || trial.capacity.ratePerSecond === trial.load.ratePerSecond),
  );
}

/**
 * The one it is read from: at the rate found, if every mode held that for longer, else in the search that found the highest,
 * else at the highest rate there is; null where nothing usable was sampled.
 */
function nearest(trials: readonly Trial[], kinds: readonly Variation['kind'][]): Trial | null {
  for (const kind of kinds) {
    const [highest] = trials
      .filter(({ variation }) => (variation?.kind ?? 'base') === kind)
      .sort((a, b) => (b.load?.ratePerSecond ?? 0) - (a.load?.ratePerSecond ?? 0));
    if (highest) return highest;
  }
  return null;
}
