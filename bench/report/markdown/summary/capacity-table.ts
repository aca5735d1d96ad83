import { type CapacityStep, nextStep, type CapacitySearch as Search } from '../../../record/capacity.ts';
import type { RunFolder } from '../../../record/read-run.ts';
import { count, figure, rate } from '../format.ts';
import { stepWords } from '../reason-words.ts';
import { modeRow, voidRemarks } from './mode-row.ts';
import { modeColumns, type SummaryTable } from './summary-table.ts';

export const capacityTitle = 'Sustainable capacity: the highest rate found that held';

/** The outcome of each mode's search, and what broke the next step; null where none was searched. */
export function capacityTable({ run: { modes, durability, trials } }: RunFolder): SummaryTable | null {
  const searched = trials.filter(({ experiment, capacity }) => experiment === 'latency' && capacity !== null);
  const [first] = searched;
  if (first === undefined) return null;
  const group = { experiment: 'latency', fault: 'none', variation: first.variation, trials: searched } as const;
  const place = { group: { ...group, trials: searched }, modes };
  const row = (label: string, cell: (search: Search) => string) =>
    modeRow(
      label,
      place,
      (trial) => trial.capacity,
      (searches) => searches.map(cell).join(' / '),
    );
  return {
    title: capacityTitle,
    note:
      `Fixed rates, one after the other, durability tier ${durability}. A step is sustainable when at least 99% of the offered orders were completed, the backlog did not grow by more than 1% of the rate, the completion p99 stayed within ` +
      `${figure(first.capacity?.sloMs ?? 0)} ms and nothing was lost. The true capacity lies between the highest step that held and the next one. One search each: described and not ranked.`,
    columns: modeColumns(modes),
    rows: [
      row('highest sustainable rate found (orders/s)', ({ ratePerSecond }) =>
        ratePerSecond === null ? 'none held' : rate(ratePerSecond),
      ),
      row('next step tried (orders/s)', (search) =>
        nextStep(search) ? rate(nextStep(search)?.ratePerSecond ?? 0) : 'none',
      ),
      row('what broke it', (search) => broke(nextStep(search))),
      row('steps', ({ steps }) => count(steps.length)),
    ],
    remarks: voidRemarks(place.group),
  };
}

const broke = (next: CapacityStep | null) =>
  next === null ? 'nothing: the search ended before a step broke' : stepWords(next.outcome);
