import type { RunFolder } from '../../../record/read-run.ts';
import type { DrainEvidence } from '../../../record/run-file.ts';
import type { TrialGroup } from '../../figures/groups.ts';
import { count, figure, rate, secondsOfMs } from '../format.ts';
import { modeRow, voidRemarks } from './mode-row.ts';
import { modeColumns, type SummaryTable } from './summary-table.ts';

export const drainTitle = 'Lag and drain: a backlog built up on purpose';

/** How far a throttled consumer fell behind, and how long the work took once it was let go; null where none was tried. */
export function drainTable({ run: { modes, trials } }: RunFolder): SummaryTable | null {
  const drained = trials.filter(({ drain }) => drain !== null);
  if (drained.length === 0) return null;
  const group: TrialGroup = { experiment: 'replay', fault: 'none', variation: null, trials: drained };
  const row = (label: string, cell: (drain: DrainEvidence) => string) =>
    modeRow(
      label,
      { group, modes },
      (trial) => trial.drain,
      (drains) => drains.map(cell).join(' / '),
    );
  return {
    title: drainTitle,
    note:
      'The inventory consumer was held to a set rate while orders kept coming, then let go. *Lag* is what waits for it, told twice: by the broker, and by the ' +
      "services' own counters. Only a lag that both tell alike can be believed; they are read one after the other, so while it moves they may be some messages apart. " +
      'Letting go restarts the consumer: its start-up is part of the time to lag 0.',
    columns: modeColumns(modes),
    rows: [
      row('orders', (d) => count(d.orders)),
      row('consumer held to (messages/s)', (d) => rate(d.throttlePerSecond)),
      row('lag at its peak (messages)', (d) => count(d.lagPeak)),
      row('oldest unprocessed order, worst (s)', (d) => secondsOfMs(d.oldestPeakMs)),
      row('from letting go to lag 0 (s)', (d) => figure(d.drainSeconds)),
      row('drained (messages/s)', (d) => figure(d.drainedPerSecond)),
      row('broker and counters apart, at most', apart),
    ],
    remarks: voidRemarks(group),
  };
}

function apart({ samples }: DrainEvidence): string {
  if (samples.length === 0) return 'never sampled';
  const most = Math.max(...samples.map(({ broker, services }) => Math.abs(broker - services)));
  return `${count(most)} (${count(samples.length)} samples)`;
}
