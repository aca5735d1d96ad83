import type { SeriesRow } from './run-file.ts';
import { SeriesLine } from './run-schema.ts';

/** Parses `series.csv` (`trial,second,metric,process,value`, no quoting); a header line is passed over. */
export function readSeries(text: string): SeriesRow[] {
  const rows: SeriesRow[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || (index === 0 && line.startsWith('trial,'))) continue;
    const [trial, second, metric, process, value] = line.split(',');
    const row = {
      trial,
      second: Number(second),
      metric,
      process,
      value: value === undefined ? Number.NaN : Number(value),
    };
    const { success, data } = SeriesLine.safeParse(row);
    if (!success) {
      throw new Error(
        `series.csv line ${index + 1}: expected trial,second,metric,process,value, got "${line.slice(0, 100)}"`,
      );
    }
    rows.push(data);
  }
  return rows;
}

/** One metric of one trial over time, summed over its processes; `[second, value]`, oldest first. */
export function seriesOf(rows: SeriesRow[], trial: string, metric: SeriesRow['metric']): [number, number][] {
  const sums = new Map<number, number>();
  for (const row of rows) {
    if (row.trial === trial && row.metric === metric) sums.set(row.second, (sums.get(row.second) ?? 0) + row.value);
  }
  return [...sums].sort((a, b) => a[0] - b[0]);
}

/** Which orders a run counted as waiting: those due and not finished, or, in older runs, those accepted and not complete. */
export type Waiting = 'unfinished' | 'backlog';

/** Orders that wait, over time; where nobody recorded who waits for an answer, the backlog alone. */
export function waitingIn(rows: SeriesRow[], trial: string): { of: Waiting; data: [number, number][] } {
  const unfinished = seriesOf(rows, trial, 'unfinished');
  return unfinished.length > 0
    ? { of: 'unfinished', data: unfinished }
    : { of: 'backlog', data: seriesOf(rows, trial, 'backlog') };
}

/** One metric of one trial over time, a line for each of its processes in the order they appear. */
export function linesOf(
  rows: SeriesRow[],
  trial: string,
  metric: SeriesRow['metric'],
): { name: string; data: [number, number][] }[] {
  const lines = new Map<string, [number, number][]>();
  for (const row of rows) {
    if (row.trial !== trial || row.metric !== metric) continue;
    const data = lines.get(row.process) ?? [];
    data.push([row.second, row.value]);
    lines.set(row.process, data);
  }
  return Array.from(lines, ([name, data]) => ({ name, data: data.sort((a, b) => a[0] - b[0]) }));
}
