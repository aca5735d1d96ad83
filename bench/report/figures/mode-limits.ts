import { type CapacityStep, nextStep } from '../../record/capacity.ts';
import type { ModeName, RunFile, Trial, Variation } from '../../record/run-file.ts';
import { usable } from './groups.ts';
import type { HeldLonger } from './held-longer.ts';
import { type Limiter, limiterOf } from './limiter.ts';

/** What holds a mode back, and the trial that it is read from. */
export interface ModeLimit {
  mode: ModeName;
  trial: Trial;
  /** Orders per second of that trial. */
  ratePerSecond: number;
  /** How long a rate that a search found was held in that trial; null: the trial was not at such a rate. */
  heldSeconds: number | null;
  limiter: Limiter;
  /** Of the search that found the rate, the next step, which did not hold. */
  next: CapacityStep | null;
}

/** A mode of which nothing was found exhausted has none: that is no answer. `longer`: of the trials at a rate found. */
export function limitsOf(run: RunFile, longer: readonly HeldLonger[]): ModeLimit[] {
  return run.modes.flatMap((mode): ModeLimit[] => {
    const trial = judgedTrial(run, longer, mode);
    const limiter = trial && limiterOf(trial, run.host, run.durability);
    if (!limiter || limiter.kind === 'none') return [];
    const { ratePerSecond = 0, seconds = 0 } = trial.load ?? {};
    if (!isAtCapacity(trial)) return [{ mode, trial, ratePerSecond, heldSeconds: null, limiter, next: null }];
    const first = usable(run.trials).find((each) => each.mode === mode && each.capacity !== null);
    const search = trial.capacity ?? first?.capacity ?? null;
    return [{ mode, trial, ratePerSecond, heldSeconds: seconds, limiter, next: search && nextStep(search) }];
  });
}

const closest: Variation['kind'][] = ['sustain', 'capacity', 'share', 'rate', 'base'];

const isAtCapacity = ({ variation }: Trial) => variation?.kind === 'sustain' || variation?.kind === 'capacity';

/**
 * The trial a mode's limiter is read from: at the rate found if that was held for longer, else in the search that found the
 * highest, else at the highest rate there is; null where nothing usable was sampled.
 */
function judgedTrial(run: RunFile, longer: readonly HeldLonger[], mode: ModeName): Trial | null {
  const heldFor = new Set(longer.flatMap(({ trial, held }) => (held ? trial.id : [])));
  const trials = usable(run.trials).filter(
    (trial) =>
      trial.mode === mode &&
      trial.experiment === 'latency' &&
      trial.fault === 'none' &&
      trial.resources.length > 0 &&
      trial.load !== null &&
      (trial.variation?.kind !== 'sustain' || heldFor.has(trial.id)) &&
      (trial.capacity === null || trial.capacity.ratePerSecond === trial.load.ratePerSecond),
  );
  for (const kind of closest) {
    const [highest] = trials
      .filter(({ variation }) => (variation?.kind ?? 'base') === kind)
      .sort((a, b) => (b.load?.ratePerSecond ?? 0) - (a.load?.ratePerSecond ?? 0));
    if (highest) return highest;
  }
  return null;
}
