import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, plain, table } from '../markdown.ts';
import { summarise } from '../summary/summarise.ts';
import type { SummaryTable } from '../summary/summary-table.ts';
import type { Place, Section } from './section.ts';

/** One table per question: latency, each fault, redelivery, replay. */
export function comparison({ folder }: Place): Section {
  const body = blocks(
    'Two moments are measured for every order. **Acceptance** is the HTTP answer to the client. **Completion** is the order really ' +
      'finished: its notification stored. Only completion means the same in every mode. ' +
      `\`n/a (N samples)\`: too few samples for this percentile. \`–\`: no such figure. More words in the [glossary](#glossary).`,
    'A *verdict* says whether every order is accounted for, not that none failed: an order whose client was told that it failed breaks no rule.',
    ...summarise(folder).map((each) =>
      blocks(`### ${each.title}`, each.note, markdownTable(each), bullets(each.remarks.map(plain))),
    ),
  );
  return { heading: headings.table, body };
}

function markdownTable({ columns, rows }: SummaryTable): string {
  return table(
    ['', ...columns.map(({ head }) => head)],
    rows.map(({ label, cells }) => [plain(label), ...cells.map(emphasised)]),
  );
}

function emphasised(cell: string): string {
  return /^(✗|NO\b|NOT\b|none$|void$|incomplete:)/.test(cell) ? `**${plain(cell)}**` : plain(cell);
}
