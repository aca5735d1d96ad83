import { faultTitle } from '../../../faults/all.ts';
import type { RunFolder } from '../../../record/read-run.ts';
import type { LatencyKind, ModeName, Percentiles, Trial } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf, usable } from '../../figures/groups.ts';
import { latencyFigures, mergedLatencies } from '../../figures/latency-figures.ts';
import { count, figure, msOfMicros, rate } from '../format.ts';
import { modeRow, steadyRows, unusedFigure, voidRemarks } from './mode-row.ts';
import { orderRows, requestRows } from './request-rows.ts';
import { modeColumns, noFigure, type SummaryRow, type SummaryTable, voidFigure } from './summary-table.ts';
import { verdictRow } from './verdict-row.ts';

/** How long orders took at one rate, what was answered, and what it cost in CPU. */
export function latencyTable(folder: RunFolder, group: TrialGroup): SummaryTable {
  const { modes, durability } = folder.run;
  const blocks = new Set(usable(group.trials).map(({ block }) => block)).size;
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const words = load ? `${rate(load.ratePerSecond)} orders per second` : 'No steady load';
  const over = (label: string, pick: (trial: Trial) => number | null) =>
    modeRow(label, { group, modes }, pick, severally);
  return {
    title: group.fault === 'none' ? `Latency at ${words}` : `Latency at ${words}: ${faultTitle(group.fault)}`,
    note:
      `${words} offered${load ? ` for ${load.seconds} s after ${load.warmUpSeconds} s of warm-up` : ''}, ` +
      `at random moments, whether or not earlier ones were answered (open loop); durability tier ${durability}. ` +
      (blocks > 1 ? `Percentiles are those of ${blocks} blocks merged into one histogram, never averages. ` : '') +
      'Times are milliseconds from the moment a request was due; a failed order never completes, so compare the sample counts too.',
    columns: modeColumns(modes),
    rows: [
      ...[
        ...steadyRows({ group, modes }),
        ...percentileRows(folder, group, 'acceptance'),
        ...percentileRows(folder, group, 'completion'),
        ...requestRows(group, modes, '', (trial) => trial.requests),
        ...orderRows(group, modes),
        over('goodput (orders completed per second)', (trial) => trial.goodputPerSecond),
        over('backlog slope (orders per second)', (trial) => trial.backlogSlope),
        over('orders per core-second', (trial) => trial.ordersPerCoreSecond),
        ...percentileRows(folder, group, 'service').filter(({ label }) => label.includes(' p')),
        ...percentileRows(folder, group, 'send-delay').filter(({ label }) => label.includes(' p')),
      ].filter(({ cells }) => cells.some((cell) => cell !== voidFigure && cell !== noFigure)),
      verdictRow(group, modes),
    ],
    remarks: [
      'Latencies count from the moment a request was due. Service time is counted from the moment it was sent; the send delay, how late the load generator itself was, is the difference.',
      'Orders never completed stand in the tail of completion at the cut-off. All times were taken in microseconds on the one monotonic clock of the machine.',
      ...strangers(folder),
      ...modes.flatMap((mode) => negatives(folder, group, mode)),
      ...voidRemarks(group),
    ],
  };
}

function percentileRows(folder: RunFolder, group: TrialGroup, kind: LatencyKind): SummaryRow[] {
  const figures = folder.run.modes.map((mode) => {
    const trials = trialsOf(group, mode);
    if (trials.length > 0 && usable(trials).length === 0) return unusedFigure(trials);
    return latencyFigures(folder, trials, kind);
  });
  const row = (label: string, cell: (percentiles: Percentiles) => string): SummaryRow => ({
    label: `${kind} ${label}`,
    cells: figures.map((each) => (each === null ? noFigure : typeof each === 'string' ? each : cell(each))),
  });
  return [
    row('p50 (ms)', (p) => percentile(p.p50, p.samples)),
    row('p90 (ms)', (p) => percentile(p.p90, p.samples)),
    row('p99 (ms)', (p) => percentile(p.p99, p.samples)),
    row('p99.9 (ms)', (p) => percentile(p.p999, p.samples)),
    row('longest (ms)', (p) => (p.max === null ? `n/a (${p.samples} samples)` : msOfMicros(p.max))),
    row('sample count', (p) => count(p.samples)),
  ];
}

/** A broker that the lab did not start could not be watched: what it cost is missing. */
function strangers({ run }: RunFolder): string[] {
  const modes = run.modes.filter((mode) => run.brokerOwned?.[mode] === false);
  return modes.map(
    (mode) =>
      `${mode}: its broker was named by an address, so orders per core-second leave the broker's CPU out; do not compare this row with the other modes.`,
  );
}

/** Differences below zero stand in the histograms as 0; a reader must know how many there were. */
function negatives(folder: RunFolder, group: TrialGroup, mode: ModeName): string[] {
  return (['acceptance', 'completion'] as const).flatMap((kind) => {
    const negative = mergedLatencies(folder, trialsOf(group, mode), kind)?.negative;
    if (!negative || negative.count === 0) return [];
    return [
      `${mode}: ${count(negative.count)} ${kind} times were below zero (lowest ${msOfMicros(negative.minUs ?? 0)} ms) and count as 0.`,
    ];
  });
}

/** Milliseconds, or why there are none. */
export function percentile(micros: number | null, samples: number): string {
  return micros === null ? `n/a (${samples} samples)` : msOfMicros(micros);
}

/** One figure, or the lowest and highest of several trials. */
function severally(values: number[]): string {
  if (values.length < 2) return values.map(figure).join('');
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))} (${values.length} trials)`;
}
