import { count, figure, msOfMicros, rate } from '../format.ts';
import { type TrialGroup, trialsOf, usable } from '../groups.ts';
import { latencyFigures } from '../latency-figures.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { LatencyKind, Percentiles } from '../run-file.ts';
import { faultTitle } from '../words.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { noFigure, type SummaryRow, type SummaryTable } from './summary-table.ts';
import { verdictRow } from './verdict-row.ts';

/** How long orders took at one rate, what was answered, and what it cost in CPU. */
export function latencyTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, durability } = folder.run;
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const words = load ? `${rate(load.ratePerSecond)} orders per second` : 'No steady load';
  const cost: SummaryRow = {
    label: 'orders per core-second',
    cells: modes.map((mode) => {
      const values = usable(trialsOf(group, mode)).flatMap((trial) => trial.ordersPerCoreSecond ?? []);
      return severally(values);
    }),
  };
  return {
    title: group.fault === 'none' ? `Latency at ${words}` : `Latency at ${words}: ${faultTitle(group.fault)}`,
    note:
      `${words} offered${load ? ` for ${load.seconds} s after ${load.warmUpSeconds} s of warm-up` : ''}, ` +
      `at random moments, whether or not earlier ones were answered (open loop); durability tier ${durability}. ` +
      'Times are milliseconds from the moment a request was due; a failed order never completes, so compare the sample counts too.',
    modes,
    rows: [
      ...percentileRows(folder, group, 'acceptance'),
      ...percentileRows(folder, group, 'completion'),
      ...requestRows(group, modes, '', (trial) => trial.requests),
      ...orderRows(group, modes),
      cost,
      ...percentileRows(folder, group, 'send-delay').filter(({ label }) => label.includes(' p')),
      verdictRow(group, modes),
    ],
    remarks: ['The send delay is how late the load generator itself was; it is part of the latencies above.'],
  };
}

function percentileRows(folder: RunFolder, group: TrialGroup, kind: LatencyKind): SummaryRow[] {
  const figures = folder.run.modes.map((mode) => {
    const trials = trialsOf(group, mode);
    if (trials.length > 0 && usable(trials).length === 0) return 'void';
    return latencyFigures(folder, trials, kind);
  });
  const row = (label: string, cell: (percentiles: Percentiles) => string): SummaryRow => ({
    label: `${kind} ${label}`,
    cells: figures.map((each) => (each === null ? noFigure : each === 'void' ? each : cell(each))),
  });
  return [
    row('p50 (ms)', (p) => percentile(p.p50, p.samples)),
    row('p90 (ms)', (p) => percentile(p.p90, p.samples)),
    row('p99 (ms)', (p) => percentile(p.p99, p.samples)),
    row('longest (ms)', (p) => (p.max === null ? `n/a (${p.samples} samples)` : msOfMicros(p.max))),
    row('sample count', (p) => count(p.samples)),
  ];
}

/** Milliseconds, or why there are none. */
export function percentile(micros: number | null, samples: number): string {
  return micros === null ? `n/a (${samples} samples)` : msOfMicros(micros);
}

/** One figure, or the lowest and highest of several trials. */
function severally(values: number[]): string {
  if (values.length < 2) return values.map(figure).join('') || noFigure;
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))} (${values.length} trials)`;
}
