import type { RunFigures } from '../../figures/run-figures.ts';
import type { CellFigures, WorkFigures } from '../../figures/work.ts';
import { isOn, isSame } from '../../figures/work.ts';
import { MISSED } from '../../figures/work-limiter.ts';
import { heldUpTitle, killedTitle, workTitle } from '../../tables/work.ts';
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

function sayRates({ lines, cells }: WorkFigures): string[] {
  return lines.flatMap((line) => {
    const own = cells.filter((cell) => isOn(line, cell) && cell.ratio !== null);
    if (own.length === 0) return [];
    const near = own.filter(({ limiter }) => limiter === null).length;
    const bounds = own.filter(({ predicted }) => predicted?.by === 'partitions').length;
    const partitions = bounds === 0 ? '' : `, in ${count(bounds)} of which partitions are fewer than hands`;
    const worst = own.toSorted((a, b) => (a.ratio ?? 1) - (b.ratio ?? 1))[0] as CellFigures;
    const least =
      near === own.length
        ? ''
        : ` (the furthest below: ${rowWords(worst.row)}, ${rate(worst.measured)}/s, ${(worst.ratio ?? 0).toFixed(2)} of it)`;
    return [
      `${lineWords(line)}: within ${percent(MISSED, 1)} of the prediction in ${near} of ${plural(own.length, 'cell')}${partitions}${least}.`,
    ];
  });
}

/** Of the row in which most lines have a median. */
function sayHeldUp({ lines, rows, cells }: WorkFigures): string[] {
  const told = (row: WorkFigures['rows'][number]) =>
    cells.filter((cell) => isSame(cell.row, row) && (cell.others?.p50 ?? null) !== null);
  const row = rows.toSorted((a, b) => told(b).length - told(a).length)[0];
  if (row === undefined || told(row).length === 0) return [];
  const each = lines.flatMap((line) =>
    told(row).flatMap((cell) =>
      isOn(line, cell) ? [`${lineWords(line)} ${msOfMicros(cell.others?.p50 ?? 0)} ms`] : [],
    ),
  );
  return [`With ${rowWords(row)}, half of the orders that do not take long are finished within ${listed(each)}.`];
}

function sayKilled({ killed }: WorkFigures): string[] {
  if (killed.length === 0) return [];
  const whole = killed.filter(({ outcome }) => outcome === 'holds');
  const again = killed.reduce((all, { warehouse }) => all + (warehouse?.again ?? 0), 0);
  const twice = killed.reduce((all, { warehouse }) => all + (warehouse?.twice ?? 0), 0);
  const held = `every check held in ${whole.length} of ${plural(killed.length, 'trial')}`;
  return [
    `Inventory killed in the middle of the work: ${held}; the warehouse was asked about ${plural(again, 'order')} again, and did ${count(twice)} twice.`,
  ];
}
