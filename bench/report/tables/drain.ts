import type { Drain } from '../figures/replay.ts';
import type { RunFigures } from '../figures/run-figures.ts';
import { count, figure, rate, secondsOfMs } from '../words/format.ts';
import { modeColumns, type SummaryTable, unusedFigure, voidRemark } from './table.ts';

export const drainTitle = 'Lag and drain: a backlog built up on purpose';

/** How far a throttled consumer fell behind, and how long the work took once it was let go; null where none was tried. */
export function drainTable({ drains, run }: RunFigures): SummaryTable | null {
  if (drains.length === 0) return null;
  const row = (label: string, words: (drain: Drain) => string) => ({
    label,
    cells: run.modes.map((mode) => {
      const own = drains.filter(({ trial }) => trial.mode === mode);
      const used = own.filter(({ usable }) => usable);
      if (used.length > 0) return used.map(words).join(' / ');
      return unusedFigure(own.map(({ trial }) => trial));
    }),
  });
  return {
    title: drainTitle,
    note:
      'The inventory consumer was held to a set rate while orders kept coming, then let go. *Lag* is what waits for it, told twice: by the broker, and by the ' +
      "services' own counters. Only a lag that both tell alike can be believed; they are read one after the other, so while it moves they may be some messages apart. " +
      'Letting go restarts the consumer: its start-up is part of the time to lag 0, and of no rate. ' +
      'Both times are seen by looks at the counters, each up to one look late; the rate leaves out what was handled before the first look and after the last but one, so that the three need not add up.',
    columns: modeColumns(run.modes),
    rows: [
      row('orders', ({ drain }) => count(drain.orders)),
      row('consumer held to (messages/s)', ({ drain }) => rate(drain.throttlePerSecond)),
      row('lag at its peak (messages)', ({ drain }) => count(drain.lagPeak)),
      row('oldest unprocessed order, worst (s)', ({ drain }) => secondsOfMs(drain.oldestPeakMs)),
      row('from letting go to lag 0 (s)', ({ drain }) => figure(drain.drainSeconds)),
      row('of it the start-up of the consumer (s)', ({ drain: { startUpSeconds } }) =>
        startUpSeconds === undefined ? 'not recorded' : figure(startUpSeconds),
      ),
      row('drained while messages flowed (messages/s)', ({ perSecond }) =>
        perSecond === null ? 'too short to tell' : figure(perSecond),
      ),
      row('broker and counters apart, at most', apart),
    ],
    remarks: drains.flatMap(({ trial }) => voidRemark(trial)),
  };
}

function apart({ drain, apart: most }: Drain): string {
  return most === null ? 'never sampled' : `${count(most)} (${count(drain.samples.length)} samples)`;
}
