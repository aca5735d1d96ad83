import { faultTitle } from '../../../faults/all.ts';
import type { FaultFigures, JudgedCell, MatrixCell } from '../../figures/failure.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { clientWords, dataWords, recoveryWords, verdictWords } from '../../words/fault-words.ts';
import { listed, plural, secondsOfMs } from '../../words/format.ts';
import { gapWords, outcomeLabel } from '../../words/names.ts';
import { headings, type Sentence } from './sentence.ts';

/** With more faults than this, only those most people ask for get sentences of their own; the matrix has all. */
const few = 4;

/** How the modes came through the faults as a whole, and one sentence per mode for the faults that say most. */
export function sayFailure({ run: { modes }, faults }: RunFigures): Sentence[] {
  const put = faults.filter(({ control, cells }) => !control && cells.some(isJudged));
  const told = put.filter(({ leading }) => put.length <= few || leading);
  return [
    ...(put.length > few ? modes.map((mode, index) => sayMode(mode, index, put)) : []),
    ...told.flatMap((fault) => sayFault(fault, modes)),
  ];
}

function sayMode(mode: string, index: number, rows: FaultFigures[]): Sentence {
  const cells = rows.flatMap(({ fault, cells: of }) => {
    const cell = of[index];
    return cell === undefined ? [] : [{ fault, cell }];
  });
  const judged = cells.flatMap(({ fault, cell }) => (isJudged(cell) ? [{ fault, cell }] : []));
  const held = judged.filter(({ cell }) => cell.outcome === 'holds').length;
  const bad = (['violated', 'unknown'] as const).flatMap((outcome) => {
    const names = judged.filter(({ cell }) => cell.outcome === outcome).map(({ fault }) => faultTitle(fault));
    return names.length === 0 ? [] : [`**${outcomeLabel[outcome]}** under: ${names.join('; ')}`];
  });
  const unscathed = judged.filter(({ cell }) => acceptedAll(cell)).length;
  const longest = longestWords(judged);
  const cannot = cells.filter(({ cell }) => cell.kind === 'gap').length;
  const rest = cannot === 0 ? '' : ` ${plural(cannot, 'fault')} cannot happen to it, or not on this machine.`;
  return {
    heading: headings.matrix,
    topic: 'faults',
    text:
      `${mode}: under ${held} of ${plural(judged.length, 'fault')} every check held` +
      `${bad.length === 0 ? '' : `; ${listed(bad)}`}. Under ${unscathed} of them every order of every seed was accepted.${longest}${rest}`,
  };
}

/** Of a fault that strikes when all is done nobody could be refused. */
function acceptedAll({ client, requests: { sent, accepted } }: JudgedCell): boolean {
  return client !== null && client.when !== 'before' && sent > 0 && accepted === sent;
}

/** The longest recovery there is, with its fault; '' where nothing was timed. */
function longestWords(judged: readonly { fault: string; cell: JudgedCell }[]): string {
  const [longest] = judged
    .flatMap(({ fault, cell: { recovery } }) => (recovery.kind === 'caught up' ? [{ fault, ms: recovery.highMs }] : []))
    .sort((a, b) => b.ms - a.ms);
  return longest === undefined || longest.ms <= 0
    ? ''
    : ` It took longest to catch up after *${faultTitle(longest.fault)}*: ${secondsOfMs(longest.ms)} s.`;
}

/** What it did to each mode, in one sentence; a mode that it cannot happen to says why. */
function sayFault({ fault, cells }: FaultFigures, modes: string[]): Sentence[] {
  const title = faultTitle(fault);
  const told = cells.flatMap((cell, index) => {
    if (cell.kind === 'missing') return [];
    if (cell.kind === 'gap') return [gapWords(cell.gap)];
    const data = cell.outcome === 'holds' ? dataWords(cell) : `**${dataWords(cell)}**`;
    const words = [clientWords(cell), data, recoveryWords(cell)].filter((each) => each !== '');
    return [`${modes[index]}: ${words.join(', ')} (${verdictWords(cell)})`];
  });
  return told.length === 0 ? [] : [{ heading: title, text: `*${title}:* ${told.join('; ')}.`, topic: 'leading' }];
}

function isJudged(cell: MatrixCell): cell is JudgedCell {
  return cell.kind === 'judged';
}
