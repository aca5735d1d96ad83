import { hasLost } from '../../../record/trial-use.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import type { CellFigures, WorkFigures } from '../../figures/work.ts';
import { isOn, isSame } from '../../figures/work.ts';
import { MISSED } from '../../figures/work-limiter.ts';
import { heldUpTitle, killedTitle, workTitle } from '../../tables/work.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { count, listed, msOfMicros, percent, plural, rate } from '../../words/format.ts';
import { lineWords, rowWords } from '../../words/work-words.ts';
import { type Sentence, sentencesOf } from './sentence.ts';

/** How far Little's law holds, what a partition bounds, whom a slow order holds up, and what a kill left behind. */
export function sayWork({ work }: RunFigures): Sentence[] {
  if (work === null) return [];
  return [
    ...sentencesOf(workTitle, 'work', sayRates(work)),
    ...sentencesOf(heldUpTitle, 'heldUp', sayHeldUp(work)),
    ...sentencesOf(killedTitle, 'killed', sayKilled(work)),
  ];
}

/**
 * What the machine bounds was predicted from a measured control, and where it was full meanwhile the hands were not what bounded it:
 * neither says anything of Little's law, and is told apart.
 */
function sayRates({ lines, cells }: WorkFigures): string[] {
  return lines.flatMap((line) => {
    const own = cells.filter((cell) => isOn(line, cell) && cell.predicted !== null);
    if (own.length === 0) return [];
    const [told, untold] = [own.filter(({ ratio }) => ratio !== null), own.filter(({ ratio }) => ratio === null)];
    const lost = untold.filter(({ trial }) => hasLost(trial));
    const isFull = ({ limiter }: CellFigures) => limiter?.kind === 'exhausted';
    const full = told.filter(isFull);
    const [byMachine, byLaw] = [true, false].map((is) =>
      told.filter((cell) => !isFull(cell) && (cell.predicted?.by === 'machine') === is),
    ) as [CellFigures[], CellFigures[]];
    const parts = [
      ...(byLaw.length === 0 ? [] : [`within ${percent(MISSED, 1)} of Little's law in ${lawWords(byLaw)}`]),
      ...(byMachine.length === 0
        ? []
        : [
            `within ${percent(MISSED, 1)} of the control, where that bounds the prediction, in ${nearWords(byMachine)}`,
          ]),
      ...(full.length === 0
        ? []
        : [
            `${count(full.length)} below it with the machine or a process full, and not the hands${furthestWords(full)}`,
          ]),
      ...(lost.length === 0 ? [] : [`${count(lost.length)} void, since orders were lost`]),
      ...(untold.length === lost.length
        ? []
        : [`${count(untold.length - lost.length)} void, since it could not be measured to its end`]),
    ];
    return [`${lineWords(line)}: ${parts.join('; ')}.`];
  });
}

function lawWords(cells: readonly CellFigures[]): string {
  const bounds = cells.filter(({ predicted }) => predicted?.by === 'partitions').length;
  return nearWords(cells, bounds === 0 ? '' : `, in ${count(bounds)} of which the partitions bound it`);
}

const offBy = ({ ratio }: CellFigures) => Math.abs((ratio ?? 1) - 1);

/** In how many it was near, and which was the furthest off: by what decides whether it is near. */
function nearWords(cells: readonly CellFigures[], bounds = ''): string {
  const near = cells.filter(({ limiter }) => limiter === null).length;
  return `${near} of ${plural(cells.length, 'cell')}${bounds}${near === cells.length ? '' : furthestWords(cells)}`;
}

function furthestWords(cells: readonly CellFigures[]): string {
  const [worst] = cells.toSorted((a, b) => offBy(b) - offBy(a));
  if (worst === undefined) return '';
  return ` (the furthest off: ${rowWords(worst.row)}, ${rate(worst.measured ?? 0)}/s, ${(worst.ratio ?? 0).toFixed(2)} of it)`;
}

/** Of the row in which most lines have a median. */
function sayHeldUp({ lines, rows, cells }: WorkFigures): string[] {
  const told = (row: WorkFigures['rows'][number]) =>
    cells.filter((cell) => isSame(cell.row, row) && (cell.others?.p50 ?? null) !== null);
  const row = rows.toSorted((a, b) => told(b).length - told(a).length)[0];
  if (row === undefined || told(row).length === 0) return [];
  const words = ({ others, trial, ...line }: CellFigures) => {
    const few = fewAccepted([trial]);
    return `${lineWords(line)} ${msOfMicros(others?.p50 ?? 0)} ms${few === null ? '' : ` (of those let in: ${few})`}`;
  };
  const each = lines.flatMap((line) => told(row).flatMap((cell) => (isOn(line, cell) ? [words(cell)] : [])));
  return [`With ${rowWords(row)}, half of the orders that do not take long are finished within ${listed(each)}.`];
}

function sayKilled({ killed }: WorkFigures): string[] {
  if (killed.length === 0) return [];
  const whole = killed.filter(({ outcome }) => outcome === 'holds');
  const again = killed.reduce((all, { warehouse }) => all + (warehouse?.again ?? 0), 0);
  const twice = killed.reduce((all, { warehouse }) => all + (warehouse?.twice ?? 0), 0);
  const held = `every check held in ${whole.length} of ${plural(killed.length, 'trial')}`;
  const refused = killed.flatMap(({ requests: { sent, accepted }, ...line }) =>
    accepted < sent ? [`${lineWords(line)} did not accept ${count(sent - accepted)} of ${count(sent)}`] : [],
  );
  return [
    `Inventory killed in the middle of the work: ${held}; the warehouse was asked about ${plural(again, 'order')} again, and did ${count(twice)} twice${refused.length === 0 ? '' : `; ${listed(refused)}`}.`,
  ];
}
