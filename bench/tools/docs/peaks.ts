import { modeNames } from '../../modes.ts';
import { bestOf } from '../../report/figures/best-runs.ts';
import type { NamedRun } from '../../report/render-first-screen.ts';
import { modeLabel } from '../../report/words/names.ts';
import { table } from './markdown.ts';

/** The most memory that each process had in the best latency run, by mode, and all of them together; MiB. */
export function peaksTable(runs: readonly NamedRun[]): string {
  const trials = bestOf(runs.map(({ figures }) => figures)).latency?.run.trials ?? [];
  const uses = trials.flatMap(({ mode, resources }) => resources.map((use) => ({ mode, ...use })));
  const processes = [...new Set(uses.map(({ process }) => process))].toSorted();
  const peak = (mode: string, process: string) =>
    Math.max(0, ...uses.filter((use) => use.mode === mode && use.process === process).map((use) => use.rssPeakMiB));
  const cells = (of: (mode: string) => number) =>
    modeNames.map((mode) => (of(mode) === 0 ? '–' : `${Math.round(of(mode))} MiB`));
  return table(
    ['process', ...modeNames.map(modeLabel)],
    [
      ...processes.map((process) => [process, ...cells((mode) => peak(mode, process))]),
      ['all of them', ...cells((mode) => processes.reduce((sum, process) => sum + peak(mode, process), 0))],
    ],
  );
}
