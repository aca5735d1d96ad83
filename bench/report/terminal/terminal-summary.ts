import Table from 'cli-table3';
import { readRun } from '../../record/read-run.ts';
import type { MatrixCell } from '../figures/failure.ts';
import { figuresOf, type RunFigures } from '../figures/run-figures.ts';
import { type Cell, type SummaryRow, textOf, withoutSilent } from '../tables/table.ts';
import { tablesOf } from '../tables/tables.ts';
import { clientWords, dataWords, recoveryWords } from '../words/fault-words.ts';
import { listed, plural } from '../words/format.ts';
import { gapLabel, outcomeLabel } from '../words/names.ts';
import { wordsOfWork } from '../words/work-words.ts';

/** The comparison of a run as plain text for a terminal, without colours, ending in a newline. */
export async function terminalSummary(folder: string): Promise<string> {
  const figures = figuresOf(await readRun(folder));
  const { run, outcome } = figures;
  const alarm = [
    ...(run.without.length === 0 ? [] : [`!!! PROTECTION SWITCHED OFF: ${run.without.join(', ')} !!!`]),
    ...(run.slowed === undefined ? [] : [`!!! SLOWED ON PURPOSE: ${run.slowed.mode}, by ${run.slowed.factor} !!!`]),
    ...(run.payment === undefined ? [] : [`!!! ORDERS WERE PAID: ${run.payment} !!!`]),
    ...(run.work === undefined ? [] : [`!!! WORK IN INVENTORY: ${wordsOfWork(run.work)} !!!`]),
  ];
  const parts = tablesOf(figures).map(({ title, columns, rows, remarks }) => {
    const shown = columns.flatMap(({ sentences }, index) => (sentences ? [] : [index]));
    const of = (cells: Cell[]) => shown.map((index) => textOf(cells[index] ?? ''));
    const rest = rows.filter(telling).map(({ label, cells }) => [label, ...of(cells)]);
    const heads = [title, ...of(columns.map(({ head }) => head))];
    return [drawn(heads, rest), ...remarks.map((remark) => `  ${remark}`)].join('\n');
  });
  const quick = run.profile === 'quick' ? ' A quick run describes; it ranks nothing.' : '';
  const left = parts.length === 0 ? [] : ['Rows that are 0 in every mode are left out here; report.md has them.'];
  const verdict = `Run ${run.runId}: ${outcomeLabel[outcome]}.${quick}`;
  return `${[...alarm, ...parts, ...left, ...matrix(figures), ...worth(figures), ...alarm, verdict].join('\n')}\n`;
}

const telling = ({ idle, kept }: SummaryRow) => kept === true || idle !== true;

function drawn(header: string[], cells: string[][]): string {
  const { head, rows } = withoutSilent(header, cells);
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
function matrix({ faults, run }: RunFigures): string[] {
  const rows = faults.map(({ fault, cells }) => [fault, ...cells.map(short)]);
  return rows.length === 0 ? [] : [drawn(['Faults', ...run.modes], rows)];
}

function short(cell: MatrixCell): string {
  if (cell.kind === 'missing') return 'not run';
  if (cell.kind === 'gap') return gapLabel(cell.gap);
  if (cell.outcome !== 'holds') return `${outcomeLabel[cell.outcome]}: ${dataWords(cell)}`;
  return ['✓', [clientWords(cell), recoveryWords(cell, 'little')].filter((each) => each !== '').join('; ')].join(' ');
}

function worth({ worth: rows }: RunFigures): string[] {
  if (rows.length === 0) return [];
  const silent = rows.filter(({ shown }) => !shown).map(({ protection, mode }) => `${protection} in ${mode}`);
  const shown = `Without a protection: ${rows.length - silent.length} of ${plural(rows.length, 'case')} broke the rule that it keeps.`;
  return [shown, ...(silent.length === 0 ? [] : [`!!! NOTHING BROKE WITHOUT ${listed(silent)} !!!`])];
}
