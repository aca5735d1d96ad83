import Table from 'cli-table3';
import type { Overloaded, OverloadVerdict } from './judge-overload.ts';

export type OverloadRow = { mode: string; capacityPerSecond: number; verdict: OverloadVerdict } & Overloaded;

/** One column per mode. */
export function overloadTable(rows: readonly OverloadRow[]): string {
  const table = new Table({ head: ['', ...rows.map(({ mode }) => mode)], style: { head: [], border: [] } });
  const line = (name: string, cell: (row: OverloadRow) => string) => void table.push([name, ...rows.map(cell)]);
  line('capacity, orders/s', ({ capacityPerSecond }) => String(capacityPerSecond));
  line('offered meanwhile', ({ figures }) => String(figures.offered));
  line('answers', ({ figures }) => lines(Object.entries(figures.answers).map(([what, count]) => `${what}: ${count}`)));
  line('refusals with Retry-After', ({ figures: { refusals, withRetryAfter } }) =>
    refusals === 0 ? 'no refusal' : `${Math.floor((withRetryAfter / refusals) * 1000) / 10}%`,
  );
  line('peak memory, of bound, MiB', ({ memory }) =>
    lines(memory.map(({ process, peakMiB, boundMiB }) => `${process} ${Math.round(peakMiB)} of ${boundMiB}`)),
  );
  line('checks', ({ checks }) => checks.outcome);
  line('p99 of answers before, ms', ({ figures }) => String(figures.p99BeforeMs));
  line('normal again after', ({ figures }) => seconds(figures.normalAfterS));
  line('all accepted complete after', ({ figures }) => seconds(figures.drainedAfterS));
  line('verdict', ({ verdict }) => verdict.outcome);
  return table.toString();
}

const lines = (all: string[]) => all.join('\n');
const seconds = (value: number | null) => (value === null ? 'not seen' : `${value} s`);
