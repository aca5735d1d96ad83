import type { SessionFigures } from '../../measure/unpaired-interval.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { trialsVarying, usable } from '../../report/figures/groups.ts';
import { byBlock, figureOf, type Metric } from '../../report/figures/ranking.ts';

/** A mode's figure in each block of a run, and the log ratios of the run's A/A pairs, of whichever mode. */
export function sessionFigures(run: RunFile, mode: ModeName, metric: Metric): SessionFigures {
  const of = (trial: Trial) => figureOf(trial, metric);
  const base = trialsVarying(run.trials, 'base');
  const again = usable(trialsVarying(run.trials, 'again'));
  const noise = again.flatMap((trial) => {
    const [first] = byBlock(
      base.filter((each) => twin(each, trial)),
      of,
    ).values();
    const second = of(trial);
    return first === undefined || second === null || second <= 0 ? [] : [Math.log(first / second)];
  });
  const figures = [
    ...byBlock(
      base.filter((trial) => trial.mode === mode),
      of,
    ).values(),
  ];
  return { figures, noise: run.slowed === undefined ? noise : centred(noise) };
}

const twin = (a: Trial, b: Trial) => a.mode === b.mode && a.block === b.block;

/** A run that was slowed has its slowdown in every pair; what is left around their mean is its noise. */
function centred(logs: number[]): number[] {
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return logs.map((log) => log - mean);
}
