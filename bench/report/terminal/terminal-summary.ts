import Table from 'cli-table3';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { runOutcome } from '../figures/outcome.ts';
import { listed, plural } from '../markdown/format.ts';
import { faultMatrix, type MatrixCell } from '../markdown/summary/fault-matrix.ts';
import { gapLabel } from '../markdown/summary/gap-words.ts';
import { summarise } from '../markdown/summary/summarise.ts';
import { noFigure, type SummaryRow } from '../markdown/summary/summary-table.ts';
import { worthRows } from '../markdown/summary/worth-rows.ts';
import { outcomeLabel } from '../markdown/words.ts';

/** The comparison of a run as plain text for a terminal, without colours, ending in a newline. */
export async function terminalSummary(folder: string): Promise<string> {
  const data = await readRun(folder);
  const { run } = data;
  const alarm = [
    ...(run.without.length === 0 ? [] : [`!!! PROTECTION SWITCHED OFF: ${run.without.join(', ')} !!!`]),
    ...(run.slowed === undefined ? [] : [`!!! SLOWED ON PURPOSE: ${run.slowed.mode}, by ${run.slowed.factor} !!!`]),
  ];
  const parts = summarise(data).map(({ title, columns, rows, remarks }) => {
    const shown = columns.flatMap(({ sentences }, index) => (sentences ? [] : [index]));
    const of = (cells: string[]) => shown.map((index) => cells[index] ?? '');
    const rest = rows.filter(telling).map(({ label, cells }) => [label, ...of(cells)]);
    const heads = [title, ...of(columns.map(({ head }) => head))];
    return [drawn(heads, rest), ...remarks.map((remark) => `  ${remark}`)].join('\n');
  });
  const quick = run.profile === 'quick' ? ' A quick run describes; it ranks nothing.' : '';
  const left = parts.length === 0 ? [] : ['Rows that are 0 in every mode are left out here; report.md has them.'];
  const verdict = `Run ${run.runId}: ${outcomeLabel[runOutcome(run)]}.${quick}`;
  return `${[...alarm, ...parts, ...left, ...matrix(run), ...worth(run), ...alarm, verdict].join('\n')}\n`;
}

function telling({ label, cells }: SummaryRow): boolean {
  return label.includes('accepted') || cells.some((cell) => cell !== '0' && cell !== noFigure);
}

function drawn(head: string[], rows: string[][]): string {
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    colWidths: [44, ...head.slice(1).map(() => Math.floor(81 / (head.length - 1)))],
    wordWrap: true,
  });
  table.push(...rows);
  return table.toString();
}

/** Fault against mode in its shortest form: verdict, what clients were told, how long until all was caught up. */
function matrix(run: RunFile): string[] {
  const rows = faultMatrix(run).map(({ fault, cells }) => [fault, ...cells.map(short)]);
  return rows.length === 0 ? [] : [drawn(['Faults', ...run.modes], rows)];
}

function short(cell: MatrixCell): string {
  if (cell.kind === 'missing') return 'not run';
  if (cell.kind === 'gap') return gapLabel(cell.gap);
  const { outcome, client, data, recovery } = cell;
  if (outcome !== 'holds') return `${outcomeLabel[outcome]}: ${data}`;
  return ['✓', [client, recovery.replace(' after healing', '')].filter((each) => each !== '').join('; ')].join(' ');
}

function worth(run: RunFile): string[] {
  const rows = worthRows(run);
  if (rows.length === 0) return [];
  const silent = rows.filter(({ shown }) => !shown).map(({ protection, mode }) => `${protection} in ${mode}`);
  const shown = `Without a protection: ${rows.length - silent.length} of ${plural(rows.length, 'case')} broke the rule that it keeps.`;
  return [shown, ...(silent.length === 0 ? [] : [`!!! NOTHING BROKE WITHOUT ${listed(silent)} !!!`])];
}
