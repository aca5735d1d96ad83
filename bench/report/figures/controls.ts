import type { RatioInterval } from '../../measure/bootstrap.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import { condemns, FEWEST_PAIRS, type FigureOf, overAgain } from './ranking.ts';

/** What the noise of a session does to the figures that it compares within a mode (measurement.md, rule 9). */
export interface Controls<Metric extends string> {
  /** One way against itself. Null: fewer than two blocks have both. */
  controls: { metric: Metric; control: RatioInterval | null }[];
  /** The control found a difference where there is none: nothing of this session may be told as one. */
  void: boolean;
  /** Whether it was measured often enough to find one. */
  controlled: boolean;
}

/** `base` over `again`, which did the same once more in some of its blocks. */
export function controlsOf<Metric extends string>(
  figureOf: Record<Metric, FigureOf>,
  base: Trial[],
  again: Trial[],
  seed: number,
): Controls<Metric> {
  const controls = (Object.keys(figureOf) as Metric[]).map((metric) => ({
    metric,
    control: overAgain(base, again, figureOf[metric], seed),
  }));
  return {
    controls,
    void: controls.some(({ control }) => control !== null && condemns(control)),
    controlled: controls.every(({ control }) => (control?.blocks ?? 0) >= FEWEST_PAIRS),
  };
}

/** Why no direction may be told of a run; null where one may. */
export function whyNotTold(
  { profile, without }: RunFile,
  of: Controls<string>,
): 'quick' | 'unprotected' | 'noisy' | 'uncontrolled' | null {
  if (profile === 'quick') return 'quick';
  if (without.length > 0) return 'unprotected';
  if (of.void) return 'noisy';
  return of.controlled ? null : 'uncontrolled';
}

/** What the noise did to one figure; null where no direction may be told of it. */
export const controlOfMetric = <Metric extends string>(
  run: RunFile,
  of: Controls<Metric>,
  metric: Metric,
): RatioInterval | null =>
  mayTell(run, of) ? (of.controls.find((each) => each.metric === metric)?.control ?? null) : null;

/** Whether a direction may be told of a run at all. */
export const mayTell = (run: RunFile, of: Controls<string>): boolean => whyNotTold(run, of) === null;
