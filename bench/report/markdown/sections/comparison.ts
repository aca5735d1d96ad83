import { isVoid } from '../../../record/trial-use.ts';
import { linesInWords } from '../../charts/palette.ts';
import { type Cell, type SummaryTable } from '../../tables/table.ts';
import { tablesOf } from '../../tables/tables.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** One table per question: latency, replay. Null where nothing of it was run. */
export function comparison({ figures }: Place): Section | null {
  const tables = tablesOf(figures);
  if (tables.length === 0) return null;
  const body = blocks(
    'Two moments are measured for every order. **Acceptance** is the HTTP answer to the client. **Completion** is the order really ' +
      'finished: its notification stored. Only completion means the same in every mode. ' +
      `\`n/a (N samples)\`: too few samples for this percentile. \`–\`: no such figure. More words in the [glossary](#glossary).`,
    'A *verdict* says whether every order is accounted for, not that none failed: an order whose client was told that it failed breaks no rule.',
    ...tables.map((each) => {
      const body = [each.note, markdownTable(each), bullets(each.remarks.map(plain))];
      return blocks(`### ${each.title}`, each.aside ? folded('Show', ...body) : blocks(...body));
    }),
  );
  return { heading: headings.table, body };
}

/** A table of the comparison as Markdown, with what must not be overlooked in bold. */
export function markdownTable({ columns, rows }: Pick<SummaryTable, 'columns' | 'rows'>, widest?: number): string {
  return table(
    ['', ...columns.map(({ head }) => head)],
    rows.map(({ label, cells }) => [plain(label), ...cells.map(emphasised)]),
    widest,
  );
}

function emphasised(cell: Cell): string {
  return typeof cell === 'string' ? plain(cell) : `**${plain(cell.loud)}**`;
}

export function charts({ figures: { run }, charts: { charts: planned, faults }, prefix }: Place): Section | null {
  if (planned.length === 0 && faults.size > 0) return null;
  const intro =
    `Each mode has the same colour and line style in every chart: ${linesInWords()}. ` +
    'Charts of lag have colours of their own.';
  const body =
    planned.length === 0
      ? run.trials.some(isVoid)
        ? 'There is nothing to draw: trials whose figures are void are left out of charts.'
        : 'This run recorded no histograms and no series to draw.'
      : blocks(
          intro,
          ...planned.map((each) =>
            blocks(`### ${each.title}`, `![${plain(each.alt)}](${prefix}charts/${each.file})`, each.caption),
          ),
        );
  return { heading: headings.charts, body };
}
