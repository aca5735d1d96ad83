import { plain, table } from '../markdown.ts';
import type { SummaryTable } from '../summary/summary-table.ts';

/** A table of the comparison as Markdown, with what must not be overlooked in bold. */
export function markdownTable({ columns, rows }: Pick<SummaryTable, 'columns' | 'rows'>, widest?: number): string {
  return table(
    ['', ...columns.map(({ head }) => head)],
    rows.map(({ label, cells }) => [plain(label), ...cells.map(emphasised)]),
    widest,
  );
}

function emphasised(cell: string): string {
  return /^(✗|NO\b|NOT\b|none$|void$|incomplete:)/.test(cell) ? `**${plain(cell)}**` : plain(cell);
}
