import Table from 'cli-table3';
import { runOutcome } from './outcome.ts';
import { readRun } from './read/read-run.ts';
import { summarise } from './summary/summarise.ts';
import { noFigure, type SummaryRow } from './summary/summary-table.ts';
import { outcomeLabel } from './words.ts';

/** The comparison of a run as plain text for a terminal, without colours, ending in a newline. */
export async function terminalSummary(folder: string): Promise<string> {
  const data = await readRun(folder);
  const { run } = data;
  const alarm = run.without.length === 0 ? [] : [`!!! PROTECTION SWITCHED OFF: ${run.without.join(', ')} !!!`];
  const parts = summarise(data).map(({ title, columns, rows, remarks }) => {
    const shown = columns.flatMap(({ sentences }, index) => (sentences ? [] : [index]));
    const of = (cells: string[]) => shown.map((index) => cells[index] ?? '');
    const table = new Table({
      head: [title, ...of(columns.map(({ head }) => head))],
      style: { head: [], border: [], compact: true },
      colWidths: [44, ...shown.map(() => Math.floor(81 / shown.length))],
      wordWrap: true,
    });
    for (const { label, cells } of rows.filter(telling)) table.push([label, ...of(cells)]);
    return [table.toString(), ...remarks.map((remark) => `  ${remark}`)].join('\n');
  });
  const quick = run.profile === 'quick' ? ' A quick run describes; it ranks nothing.' : '';
  const left = 'Rows that are 0 in every mode are left out here; report.md has them.';
  const verdict = `Run ${run.runId}: ${outcomeLabel[runOutcome(run)]}.${quick}`;
  return `${[...alarm, ...parts, left, ...alarm, verdict].join('\n')}\n`;
}

function telling({ label, cells }: SummaryRow): boolean {
  return label.includes('accepted') || cells.some((cell) => cell !== '0' && cell !== noFigure);
}
