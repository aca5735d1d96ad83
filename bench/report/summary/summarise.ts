import { groupTrials } from '../groups.ts';
import type { RunFolder } from '../read/read-run.ts';
import { faultTable } from './fault-table.ts';
import { latencyTable } from './latency-table.ts';
import { replayTable } from './replay-table.ts';
import type { SummaryTable } from './summary-table.ts';

/** The comparison of a run: one small table per question, for Markdown and terminal alike. */
export function summarise(folder: RunFolder): SummaryTable[] {
  const tables = groupTrials(folder.run).map((group) => {
    switch (group.experiment) {
      case 'latency':
        return latencyTable(folder, group);
      case 'failure':
        return faultTable(folder, group);
      case 'replay':
        return replayTable(folder, group);
    }
  });
  const replayed = folder.run.trials.some((trial) => trial.experiment === 'replay');
  const cannotReplay = folder.run.notRun.some((each) => each.experiment === 'replay');
  if (!replayed && cannotReplay) {
    tables.push(replayTable(folder, { experiment: 'replay', fault: 'none', ratePerSecond: null, trials: [] }));
  }
  return tables;
}
