import type { LatencyKind } from '../../record/latency-kinds.ts';
import type { Percentiles, RunFile, Trial } from '../../record/run-file.ts';
import type { ModeTrials, TrialGroup } from '../figures/groups.ts';
import { count, figure, msOfMicros, percentile, rate } from '../words/format.ts';
import { orderRows, requestRows } from './request-rows.ts';
import {
  modeColumns,
  modeRow,
  noFigure,
  type SummaryRow,
  type SummaryTable,
  slowVoidRemarks,
  steadyRows,
  unusedFigure,
  verdictRow,
  voidFigure,
  voidRemarks,
} from './table.ts';

/** How long orders took at one rate, what was answered, and what it cost in CPU. */
export function latencyTable(run: RunFile, group: TrialGroup): SummaryTable {
  const blocks = new Set(group.modes.flatMap(({ used }) => used.map(({ block }) => block))).size;
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const words = loadWords(group);
  const over = (label: string, pick: (trial: Trial) => number | null) => modeRow(label, group, pick, severally);
  return {
    title: latencyTitle(group),
    note:
      `${words} offered${load ? ` for ${load.seconds} s after a warm-up that ends when all is steady, within ${load.warmUpSeconds} s` : ''}, ` +
      `at random moments, whether or not earlier ones were answered (open loop); durability tier ${run.durability}. ` +
      (blocks > 1 ? `Percentiles are those of ${blocks} blocks merged into one histogram, never averages. ` : '') +
      'Times are milliseconds from the moment a request was due; a failed order never completes, so compare the sample counts too.',
    columns: modeColumns(run.modes),
    rows: [
      ...[
        ...steadyRows(group),
        ...percentileRows(group, 'acceptance'),
        ...percentileRows(group, 'completion'),
        ...requestRows(group, '', (trial) => trial.requests),
        ...orderRows(group),
        over('goodput (orders completed per second)', (trial) => trial.goodputPerSecond),
        over('growth of unfinished orders (orders per second)', (trial) => trial.unfinishedSlope ?? null),
        over('orders per core-second', (trial) => trial.ordersPerCoreSecond),
        ...partRows(group),
      ].filter(({ empty }) => empty !== true),
      verdictRow(group),
    ],
    remarks: [
      'Latencies count from the moment a request was due. Of an answer they are the send delay (how late the load generator itself was), the connection (0 on an open one) and the service, from the moment the request was written.',
      'Orders never completed stand in the tail of completion at the cut-off. All times were taken in microseconds on the one monotonic clock of the machine.',
      ...strangers(run),
      ...group.modes.flatMap(negatives),
      ...voidRemarks(group),
      ...slowVoidRemarks(group.trials),
    ],
  };
}

const loadWords = ({ trials }: TrialGroup) => {
  const load = trials.find((trial) => trial.load !== null)?.load;
  return load ? `${rate(load.ratePerSecond)} orders per second` : 'No steady load';
};

export const latencyTitle = (group: TrialGroup) => `Latency at ${loadWords(group)}`;

/** So many of the rows are percentiles; the longest and the number of samples follow. */
const PERCENTILES = 4;

function percentileRows({ modes }: TrialGroup, kind: LatencyKind): SummaryRow[] {
  const figures = modes.map(({ trials, used, latency }) =>
    trials.length > 0 && used.length === 0
      ? { unused: unusedFigure(trials) }
      : (latency[kind] ?? (kind === 'acceptance' && used.some(isAnswerless) ? { unused: voidFigure } : null)),
  );
  const row = (label: string, cell: (percentiles: Percentiles) => string): SummaryRow => ({
    label: `${kind} ${label}`,
    cells: figures.map((each) => (each === null ? noFigure : 'unused' in each ? each.unused : cell(each))),
    empty: figures.every((each) => each === null || 'unused' in each),
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

const isAnswerless = ({ acceptanceVoid }: Trial) => acceptanceVoid !== undefined;

/** What an answer's latency is made of. */
const partRows = (group: TrialGroup): SummaryRow[] =>
  (['send-delay', 'connection', 'service'] as const).flatMap((kind) =>
    percentileRows(group, kind).slice(0, PERCENTILES),
  );

/** A broker that the lab did not start could not be watched: what it cost is missing. */
function strangers(run: RunFile): string[] {
  const modes = run.modes.filter((mode) => run.brokerOwned?.[mode] === false);
  return modes.map(
    (mode) =>
      `${mode}: its broker was named by an address, so orders per core-second leave the broker's CPU out; do not compare this row with the other modes.`,
  );
}

/** Differences below zero stand in the histograms as 0; a reader must know how many there were. */
function negatives({ mode, latency }: ModeTrials): string[] {
  return (['acceptance', 'completion'] as const).flatMap((kind) => {
    const negative = latency[kind]?.negative;
    if (!negative || negative.count === 0) return [];
    return [
      `${mode}: ${count(negative.count)} ${kind} times were below zero (lowest ${msOfMicros(negative.minUs ?? 0)} ms) and count as 0.`,
    ];
  });
}

/** One figure, or the lowest and highest of several trials. */
function severally(values: number[]): string {
  if (values.length < 2) return values.map(figure).join('');
  return `${figure(Math.min(...values))} to ${figure(Math.max(...values))} (${values.length} trials)`;
}
