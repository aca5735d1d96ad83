import type { RatioInterval } from '../../../measure/bootstrap.ts';
import type { ModeName, RunFile, Trial } from '../../../record/run-file.ts';
import { usable } from '../groups.ts';
import { byBlock, pairedInterval } from './by-block.ts';
import { completionP50, type Metric } from './metric.ts';

/**
 * What the noise alone does (measurement.md, rule 9): the base trials over the same mode's `again` trials of the same
 * block, an A/A pair. Null with fewer than two pairs. A mode slowed on purpose is no A/A pair.
 */
export function controlOf(run: RunFile, metric: Metric): RatioInterval | null {
  return baseOverAgain(run, metric, (mode) => mode !== run.slowed?.mode);
}

/** How much longer the mode that was slowed on purpose took than in its own `again` trials, which are never slowed. */
export function slowdownOf(run: RunFile): RatioInterval | null {
  return baseOverAgain(run, completionP50, (mode) => mode === run.slowed?.mode);
}

function baseOverAgain(run: RunFile, metric: Metric, of: (mode: ModeName) => boolean): RatioInterval | null {
  const again = usable(run.trials).filter(({ variation, mode }) => variation?.kind === 'again' && of(mode));
  const same = (a: Trial, b: Trial) => a.mode === b.mode && a.block === b.block;
  const base = run.trials.filter(
    (trial) => trial.variation?.kind === 'base' && again.some((each) => same(trial, each)),
  );
  return pairedInterval(byBlock(base, metric), byBlock(again, metric), run.seed);
}

/** The interval excludes 1: the session's noise alone would have ranked a mode against itself. */
export function condemns(control: RatioInterval): boolean {
  return control.low > 1 || control.high < 1;
}
