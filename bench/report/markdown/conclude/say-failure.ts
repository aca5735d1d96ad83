import { faultTitle, leads } from '../../../faults/all.ts';
import type { RunFolder } from '../../../record/read-run.ts';
import { listed, plural } from '../format.ts';
import { faultMatrix, type MatrixCell, type MatrixRow } from '../summary/fault-matrix.ts';
import { gapWords } from '../summary/gap-words.ts';
import { outcomeLabel } from '../words.ts';
import { headings, type Sentence } from './sentence.ts';

/** With more faults than this, only those most people ask for get sentences of their own; the matrix has all. */
const few = 4;

/** How the modes came through the faults as a whole, and one sentence per mode for the faults that say most. */
export function sayFailure({ run }: RunFolder): Sentence[] {
  const rows = faultMatrix(run).filter(({ fault, cells }) => fault !== 'none' && cells.some(isJudged));
  const told = rows.filter(({ fault }) => rows.length <= few || leads(fault));
  return [
    ...(rows.length > few ? run.modes.map((mode, index) => sayMode(mode, index, rows)) : []),
    ...told.flatMap((row) => sayFault(row, run.modes)),
  ];
}

function sayMode(mode: string, index: number, rows: MatrixRow[]): Sentence {
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
  const unscathed = judged.filter(({ cell }) => cell.client.startsWith('all ')).length;
  const cannot = cells.filter(({ cell }) => cell.kind === 'gap').length;
  const rest = cannot === 0 ? '' : ` ${plural(cannot, 'fault')} cannot happen to it, or not on this machine.`;
  return {
    heading: headings.matrix,
    text:
      `**Faults in ${mode}:** under ${held} of ${plural(judged.length, 'fault')} every check held` +
      `${bad.length === 0 ? '' : `; ${listed(bad)}`}. Under ${unscathed} of them every order that was placed meanwhile was accepted.${rest}`,
  };
}

function sayFault({ title, cells }: MatrixRow, modes: string[]): Sentence[] {
  return cells.flatMap((cell, index) => {
    const mode = modes[index] ?? '';
    if (cell.kind === 'missing') return [];
    if (cell.kind === 'gap') return [{ heading: headings.matrix, text: `**${title}:** ${gapWords(cell.gap)}.` }];
    const { client, data, recovery, outcome, verdict } = cell;
    const words = [client, outcome === 'holds' ? data : `**${data}**`, recovery].filter((each) => each !== '');
    return [{ heading: title, text: `**${title}:** in ${mode}, ${words.join('; ')}. Verdict: ${verdict}.` }];
  });
}

function isJudged(cell: MatrixCell): cell is MatrixCell & { kind: 'judged' } {
  return cell.kind === 'judged';
}
