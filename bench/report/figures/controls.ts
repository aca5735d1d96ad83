import type { RatioInterval } from '../../measure/bootstrap.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { condemns, FEWEST_PAIRS, type FigureOf, overAgain } from './ranking.ts';

/**
 * What the noise of a session does to the figures that it compares within a mode, mode by mode (measurement.md, rule 9): another
 * mode's noise says nothing of this one's.
 */
export interface Controls<Metric extends string> {
  controlled: ModeControls<Metric>[];
}

interface ModeControls<Metric extends string> {
  mode: ModeName;
  /** One way against itself. Null: fewer than two blocks have both. */
  controls: { metric: Metric; control: RatioInterval | null }[];
  /** The control found a difference where there is none: nothing of this mode may be told as one. */
  void: boolean;
  /** Whether it was measured often enough to find one. */
  enough: boolean;
}

/** `base` over `again`, which did the same once more in the same blocks, in each of these modes. */
export function controlsOf<Metric extends string>(
  figureOf: Record<Metric, FigureOf>,
  modes: readonly ModeName[],
  base: Trial[],
  again: Trial[],
  seed: number,
): Controls<Metric> {
  const controlled = modes.map((mode) => {
    const own = (trials: Trial[]) => trials.filter((trial) => trial.mode === mode);
    const controls = (Object.keys(figureOf) as Metric[]).map((metric) => ({
      metric,
      control: overAgain(own(base), own(again), figureOf[metric], seed),
    }));
    return {
      mode,
      controls,
      void: controls.some(({ control }) => control !== null && condemns(control)),
      enough: controls.every(({ control }) => (control?.blocks ?? 0) >= FEWEST_PAIRS),
    };
  });
  return { controlled };
}

/** Why no direction may be told of one mode of a run; null where one may. */
export function whyNotTold(
  { profile, without }: RunFile,
  of: Controls<string>,
  mode: ModeName,
): 'quick' | 'unprotected' | 'noisy' | 'uncontrolled' | null {
  const own = of.controlled.find((each) => each.mode === mode);
  if (profile === 'quick') return 'quick';
  if (without.length > 0) return 'unprotected';
  if (own?.void) return 'noisy';
  return own?.enough ? null : 'uncontrolled';
}

/** What the noise did to one figure of a mode; null where no direction may be told of it. */
export function controlOfMetric<Metric extends string>(
  run: RunFile,
  of: Controls<Metric>,
  mode: ModeName,
  metric: Metric,
): RatioInterval | null {
  if (whyNotTold(run, of, mode) !== null) return null;
  const own = of.controlled.find((each) => each.mode === mode)?.controls;
  return own?.find((each) => each.metric === metric)?.control ?? null;
}
