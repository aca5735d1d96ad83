import type { ModeName } from '../../record/run-file.ts';
import { hasLost } from '../../record/trial-use.ts';
import type { Answer, AnswerCell } from './answers.ts';
import type { RunFigures } from './run-figures.ts';
import { type CellFigures, isSame, type WorkRow } from './work.ts';

/**
 * Of the rows in which orders take as long as each other the one that all others are varied from, in which inventory is killed as well, or
 * else the one with most figures; of those in which some take longer the one with most figures.
 */
export function workAnswers({ work }: RunFigures, modes: readonly ModeName[]): Answer[] {
  if (work === null) return [];
  const fullest = (some: readonly CellFigures[]): WorkRow | undefined => {
    const of = (row: WorkRow) => some.filter((cell) => isSame(cell.row, row)).length;
    return work.rows.toSorted((a, b) => of(b) - of(a)).find((row) => of(row) > 0);
  };
  const told = (row: WorkRow, value: (cell: CellFigures) => number | null) =>
    modes.map((mode): AnswerCell => {
      const own = work.cells.filter((cell) => cell.mode === mode && isSame(cell.row, row));
      if (own.length === 0) return { kind: 'none', because: 'not run' };
      const lines = own.map((cell) => ({
        ordering: cell.ordering,
        value: hasLost(cell.trial) ? ('void' as const) : value(cell),
      }));
      return { kind: 'by ordering', lines };
    });
  const alike = work.cells.filter(
    ({ predicted, trial }) => predicted && predicted.by !== 'machine' && trial.work?.above && !trial.work.others,
  );
  const middle = work.killed.find(({ row }) => alike.some((cell) => isSame(cell.row, row)))?.row;
  const [same, slow] = [middle ?? fullest(alike), fullest(work.cells.filter(({ others }) => others !== null))];
  const predicted = alike.find((cell) => same && isSame(cell.row, same) && cell.predicted?.by === 'hands')?.predicted
    ?.perSecond;
  return [
    ...(same === undefined || predicted === undefined
      ? []
      : [
          {
            question: { kind: 'hands' as const, row: same, predictedPerSecond: predicted },
            from: 'work' as const,
            cells: told(same, ({ measured }) => measured),
          },
        ]),
    ...(slow === undefined
      ? []
      : [
          {
            question: { kind: 'others' as const, row: slow },
            from: 'work' as const,
            cells: told(slow, ({ others }) => others?.p50 ?? null),
          },
        ]),
  ];
}
