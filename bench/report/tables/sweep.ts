import { sum } from '../../measure/sums.ts';
import { modes } from '../../modes.ts';
import type { Percentiles, Trial, Variation } from '../../record/run-file.ts';
import { isUsable } from '../../record/trial-use.ts';
import { BUSY, type ModeTrials, machineBusy, type TrialGroup } from '../figures/groups.ts';
import { exhausted } from '../figures/limiter.ts';
import { notAllLetIn } from '../words/few-accepted.ts';
import { count, figure, msOfMicros, percent, percentile } from '../words/format.ts';
import { busyWords } from '../words/limiter-words.ts';
import { variationWords } from '../words/names.ts';
import {
  type Column,
  noFigure,
  type SummaryRow,
  type SummaryTable,
  slowVoidRemarks,
  unusedFigure,
  voidRemark,
} from './table.ts';

/** What was varied, one value at a time, from the base; measured once, so described and never ranked. */
export const sweeps: Partial<Record<Variation['kind'], { title: string; note: string }>> = {
  delay: {
    title: 'Network latency on the link of inventory',
    note: [
      'A proxy holds back everything that comes back on the link between inventory and those who call or feed it, as a longer wire would; it is no dependency that works slowly. The delay that was asked for and the one the proxy measured are told apart; 0 ms is the null control, with the proxy in place. The delay stays until all orders are done, or for 30 s after the load.',
      ...modes.flatMap(({ broker }) => broker?.whenDelayed ?? []),
    ].join(' '),
  },
  rate: {
    title: 'Rate ladder: equal absolute rates',
    note: 'The same arrivals per second in every mode, step by step.',
  },
  sustain: {
    title: 'At the capacity found',
    note: 'The rate that the first search of each mode held, offered for longer. Whether it held stands in the table of the capacity. Each mode has a rate of its own here.',
  },
  share: {
    title: 'Equal shares of the own capacity',
    note: 'Arrivals at shares of the sustainable capacity of each mode, of what its first search found: another rate in each mode, and not the same load on the machine (*machine busy*).',
  },
  burst: { title: 'Burst', note: 'The base rate, and for 5 s a multiple of it.' },
  'fan-out': { title: 'Lines per order', note: 'The base rate with more lines in each order.' },
  payload: { title: 'Size of an order', note: 'The base rate with larger bodies.' },
};

const columns: Column[] = [
  { head: 'acceptance p50 (ms)' },
  { head: 'acceptance p99 (ms)', sentences: true },
  { head: 'completion p50 (ms)' },
  { head: 'completion p90 (ms)', sentences: true },
  { head: 'completion p99 (ms)' },
  { head: 'longest (ms)', sentences: true },
  { head: 'samples', sentences: true },
  { head: 'completed/s' },
  { head: 'unfinished, growth (orders/s)' },
  { head: 'orders per core-second', sentences: true },
  { head: 'machine busy', sentences: true },
  { head: 'accepted of sent', sentences: true },
  { head: 'refused, failed, no answer, unfinished', sentences: true },
];

/** One row per value and mode; null where the run has none of this kind. */
export function sweepTable(kind: Variation['kind'], groups: TrialGroup[], cores: number): SummaryTable | null {
  const words = sweeps[kind];
  if (words === undefined || groups.length === 0) return null;
  const trials = groups.flatMap((group) => group.trials);
  const delayed = trials.some(({ injectedDelay }) => injectedDelay !== null);
  return {
    title: words.title,
    note: `${words.note} ${once(kind, trials)}`,
    columns: delayed ? [{ head: 'delay observed (ms)', sentences: true }, ...columns] : columns,
    rows: groups.flatMap(({ modes, variation }) => modes.flatMap((mode) => row(mode, variation, delayed, cores))),
    remarks: [
      ...trials.flatMap(remark),
      ...groups.flatMap((group) =>
        slowVoidRemarks(
          group.trials,
          group.variation?.kind === 'sustain' || group.variation === null ? '' : `, ${variationWords(group.variation)}`,
        ),
      ),
      ...trials.flatMap((trial) => busyControl(trial, cores)),
    ],
  };
}

function once(kind: Variation['kind'], trials: Trial[]): string {
  const often = trials.some((trial) => trials.filter((other) => same(trial, other)).length > 1);
  if (often && kind === 'share')
    return 'The share that was measured in every block is ranked in a table of its own; the others are described and not ranked.';
  return often
    ? 'There is no A/A control at these points: they are described and not ranked.'
    : 'Each was measured once: these rows are described and not ranked.';
}

function same(a: Trial, b: Trial): boolean {
  return a.mode === b.mode && a.variation?.value === b.variation?.value;
}

function row(
  { trials, used, latency }: ModeTrials,
  variation: Variation | null,
  delayed: boolean,
  cores: number,
): SummaryRow[] {
  const [trial] = trials;
  if (trial === undefined) return [];
  const label = `${words(trial, variation)}: ${trial.mode}`;
  const width = columns.length + (delayed ? 1 : 0);
  if (used.length === 0) return [{ label, cells: Array.from({ length: width }, () => unusedFigure(trials)) }];
  const { acceptance, completion } = latency;
  const p = (from: Percentiles | null, pick: (each: Percentiles) => number | null) =>
    from === null ? noFigure : percentile(pick(from), from.samples);
  const cells = [
    p(acceptance, (each) => each.p50),
    p(acceptance, (each) => each.p99),
    p(completion, (each) => each.p50),
    p(completion, (each) => each.p90),
    p(completion, (each) => each.p99),
    completion?.max ? msOfMicros(completion.max) : noFigure,
    samplesOf(acceptance, completion),
    mean(used, (each) => each.goodputPerSecond),
    mean(used, (each) => each.unfinishedSlope ?? null),
    mean(used, (each) => each.ordersPerCoreSecond),
    machineWords(used, cores),
    answers(used),
    errors(used),
  ];
  return [{ label, cells: delayed ? [observed(used), ...cells] : cells }];
}

/** Of either where they differ: one that is void leaves its acceptance out. */
function samplesOf(acceptance: Percentiles | null, completion: Percentiles | null): string {
  if (completion === null) return noFigure;
  if (acceptance === null || acceptance.samples === completion.samples) return count(completion.samples);
  return `${count(completion.samples)} (acceptance ${count(acceptance.samples)})`;
}

function words({ variation, load }: Trial, group: Variation | null): string {
  if (variation?.kind === 'sustain') return `${figure(load?.ratePerSecond ?? variation.value)} orders per second`;
  const rate = variation?.kind === 'share' && load ? ` (${figure(load.ratePerSecond)}/s)` : '';
  return group === null ? '' : `${variationWords(group)}${rate}`;
}

/** One value, or the lowest and highest of several trials. */
function mean(trials: Trial[], pick: (trial: Trial) => number | null): string {
  const values = trials.flatMap((trial) => pick(trial) ?? []);
  if (values.length === 0) return noFigure;
  const [low, high] = [figure(Math.min(...values)), figure(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}

function observed(trials: Trial[]): string {
  const [delay] = trials.flatMap(({ injectedDelay }) => injectedDelay ?? []);
  if (delay === undefined) return noFigure;
  const { p50, p99, max, samples } = delay.observed;
  if (samples === 0) return 'no sample';
  return `p50 ${percentile(p50, samples)}, p99 ${percentile(p99, samples)}, longest ${max === null ? noFigure : msOfMicros(max)}`;
}

function answers(trials: Trial[]): string {
  const accepted = sum(trials, ({ requests }) => requests.accepted);
  const sent = sum(trials, ({ requests }) => requests.sent);
  return `${count(accepted)} of ${count(sent)} (${percent(accepted, sent)})`;
}

function errors(trials: Trial[]): string {
  const of = (value: (requests: Trial['requests']) => number) => count(sum(trials, ({ requests }) => value(requests)));
  return [
    of((r) => r.refused),
    of((r) => r.failed),
    of((r) => r.timedOut + r.connectionErrors),
    of((r) => r.unfinished),
  ].join(', ');
}

function remark(trial: Trial): string[] {
  const { id, notSteady } = trial;
  const unsettled = notSteady && isUsable(trial);
  return [
    ...voidRemark(trial),
    ...(unsettled ? [`NOT STEADY: ${id}: the load had not settled when measuring began`] : []),
    ...notAllLetIn(trial),
  ];
}

function machineWords(used: Trial[], cores: number): string {
  const shares = used.flatMap((trial) => machineBusy(trial, cores) ?? []);
  if (shares.length === 0) return noFigure;
  const [least, most] = [Math.min, Math.max].map((end) => busyWords(end(...shares), exhausted.machine));
  return least === most ? `${most}` : `${least} to ${most}`;
}

/** A control on a machine that is full shows what the machine does to it, and not that nothing was done. */
function busyControl(trial: Trial, cores: number): string[] {
  const { id, mode, variation } = trial;
  const share = machineBusy(trial, cores);
  if (variation?.kind !== 'delay' || variation.value !== 0 || share === null || share < BUSY || !isUsable(trial))
    return [];
  return [
    `BUSY CONTROL: ${id}: the machine was ${busyWords(share, exhausted.machine)} busy without any delay, so ${mode} waits for cores as well: its times here are no baseline, and a difference to them is no cost of the link`,
  ];
}
