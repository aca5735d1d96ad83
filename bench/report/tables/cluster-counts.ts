import { faultTitle } from '../../faults/all.ts';
import { type ClusterFigures, isOf, type SettingCell } from '../figures/cluster.ts';
import { knownIn, settingWords } from '../words/cluster-words.ts';
import { count } from '../words/format.ts';
import { noFigure, type SummaryTable } from './table.ts';

const MOST_ERRORS = 3;

export function errorsTable({ settings, cells, faults }: ClusterFigures): SummaryTable | null {
  const ours = settings.filter(({ setting }) => setting.ours);
  if (cells.length === 0) return null;
  return {
    title: 'Nodes break: what clients are told',
    note: 'The texts of the client libraries, most frequent first, with the setting that the services of each mode use.',
    columns: ours.map((of) => ({ head: settingWords(of), sentences: true })),
    rows: faults.map((fault) => ({
      label: faultTitle(fault),
      cells: ours.map((of) => {
        const errors = cells.find((cell) => cell.fault === fault && isOf(of, cell))?.errors ?? [];
        const told = errors.slice(0, MOST_ERRORS).map(({ text, times }) => `${text} (${count(times)})`);
        return told.join('; ') || noFigure;
      }),
    })),
    remarks: [],
    aside: true,
  };
}

const lostCell = (cell: SettingCell): string => (knownIn(cell) === 0 ? noFigure : count(cell.lost));

export function countsTable({ cells }: ClusterFigures): SummaryTable | null {
  if (cells.length === 0) return null;
  return {
    title: 'Nodes break: every count',
    note: 'Records of all seeds. Refused: counted as certain not to have been taken, by what the client said; refused, and there: it was not so. Lost: where that is known. Unknown: no answer that says what happened. Doubled: there more than once. Out of order: read behind one that was written later.',
    columns: [
      'written',
      'acknowledged',
      'lost',
      'doubled',
      'refused',
      'refused, and there',
      'unknown',
      'out of order',
      'tries',
    ].map((head) => ({ head })),
    rows: cells.map((cell) => ({
      label: `${faultTitle(cell.fault)}; ${settingWords(cell)}`,
      cells: [
        count(cell.attempted),
        count(cell.acknowledged),
        lostCell(cell),
        count(cell.doubled),
        count(cell.refused),
        cell.refusedButThere > 0 ? { loud: count(cell.refusedButThere) } : count(0),
        count(cell.unknown),
        count(cell.inverted),
        count(cell.tries),
      ],
    })),
    remarks: [],
    aside: true,
  };
}
