import type { FaultTimeline, Trial } from '../../record/run-file.ts';
import type { TrialGroup } from '../figures/groups.ts';
import { caughtUpMs, isByOlderRules, isHealedByPlan, isWithoutLoad, tellsWaiting } from '../figures/recovery.ts';
import { withoutLoadWords } from '../words/fault-words.ts';
import { count, figure, secondsOfMs } from '../words/format.ts';
import { modeRow, type SummaryRow } from './table.ts';

const SHORTEST_FLOW_MS = 200;
const notRecorded = 'not recorded';

/** What a fault did over time: noticed when, how much waited, and how long until all was as before. */
export function timelineRows(group: TrialGroup, control: boolean): SummaryRow[] {
  const row = (
    label: string,
    cell: (timeline: FaultTimeline) => string,
    has: (timeline: FaultTimeline) => boolean = () => true,
    isZero?: (timeline: FaultTimeline) => boolean,
  ) =>
    modeRow(
      label,
      group,
      ({ timeline }) => (timeline !== null && has(timeline) ? timeline : null),
      (timelines) => timelines.map(cell).join(' / '),
      isZero && ((timelines) => timelines.every(isZero)),
    );
  const limit = limitOf(group);
  const noticed = row(
    `first noticed by a client${limit}, after injection (s)`,
    (t) => (t.detectedMs === null ? 'never' : toldAfter(t.detectedMs, t.injectedMs)),
    (t) => t.detectedMs !== undefined || !isByOlderRules(t),
  );
  const waiting = [
    row(
      'orders due and not finished, peak',
      (t) => count(t.unfinishedPeak ?? 0),
      (t) => t.unfinishedPeak !== undefined,
    ),
    row(
      'of them accepted, peak (backlog)',
      (t) => count(t.backlogPeak),
      () => true,
      (t) => t.backlogPeak === 0,
    ),
    row('oldest unfinished order, worst (s)', (t) => (tellsWaiting(t) ? secondsOfMs(t.oldestPeakMs) : notRecorded)),
  ];
  const extra = row(
    'extra waiting of accepted orders (order-seconds)',
    (t) => figure(t.excessOrderSeconds ?? 0),
    (t) => t.excessOrderSeconds !== undefined,
  );
  if (control) return [noticed, ...waiting, extra];
  return [
    row('fault lasted (s)', (t) => secondsOfMs(t.healedMs - t.injectedMs)),
    noticed,
    ...waiting,
    row(
      'longest standstill: orders were due, none was completed (s)',
      (t) => `${secondsOfMs(t.standstillMs ?? 0)}${isByOlderRules(t) ? ' (of accepted orders)' : ''}`,
      (t) => t.standstillMs !== undefined,
    ),
    row(
      '… of one partition (s)',
      (t) => (t.partitionStandstillMs === null ? 'no partitions' : secondsOfMs(t.partitionStandstillMs ?? 0)),
      (t) => t.partitionStandstillMs !== undefined,
    ),
    row('first completion after healing (s)', (t) => after(t.firstCompletionMs, t)),
    row('no more orders unfinished than before, after healing (s)', (t) =>
      tellsWaiting(t) ? withoutLoad(t.drainedMs, t) : notRecorded,
    ),
    row('caught up after healing: the later of both (s)', (t) => withoutLoad(caughtUpMs(t), t)),
    row('drain rate, once orders flowed (orders/s)', drainRate, (t) => t.drainedPerSecond !== undefined),
    modeRow(
      `slowest orders back to normal${limit} after healing (s)`,
      group,
      (trial) => (trial.timeline && tellsTail(trial.timeline) ? trial : null),
      (trials) => trials.map(tail).join(' / '),
    ),
    extra,
    row(
      'repeated deliveries and calls ignored',
      (t) => count(t.duplicatesIgnored ?? 0),
      (t) => t.duplicatesIgnored !== undefined,
      (t) => t.duplicatesIgnored === 0,
    ),
  ];
}

/** Where the first completion after healing is known, the rate is told for what flowed from then on alone. */
function drainRate(timeline: FaultTimeline): string {
  const { drainedPerSecond, drainPauseMs, firstCompletionMs, drainedMs } = timeline;
  if (!tellsWaiting(timeline)) return notRecorded;
  if (typeof drainPauseMs === 'number') return `in bursts: longest pause ${secondsOfMs(drainPauseMs)} s`;
  const flowed = firstCompletionMs === null || drainedMs === null ? null : drainedMs - firstCompletionMs;
  return typeof drainedPerSecond === 'number' && flowed !== null && flowed >= SHORTEST_FLOW_MS
    ? figure(drainedPerSecond)
    : 'too short to tell';
}

/** It takes five seconds without a slow order to say so, and before it caught up there are slow ones. */
function tail({ timeline, load }: Trial): string {
  if (timeline === null) return '';
  if (timeline.tailNormalMs === undefined) return slowBefore;
  const planned = load === null ? timeline.healedMs : (load.warmUpSeconds + load.seconds) * 1000;
  const left = (timeline.loadEndMs ?? planned) - Math.max(timeline.healedMs, caughtUpMs(timeline) ?? 0);
  if (timeline.tailNormalMs === null && left < 5000) return 'n/a (under 5 s left)';
  return after(timeline.tailNormalMs, timeline);
}

function after(ms: number | null | undefined, { healedMs }: FaultTimeline): string {
  if (ms === undefined) return notRecorded;
  if (ms === null) return 'not before the end';
  return ms < healedMs ? 'before healing' : secondsOfMs(ms - healedMs);
}

const withoutLoad = (ms: number | null | undefined, timeline: FaultTimeline): string =>
  `${after(ms, timeline)}${isWithoutLoad(ms, timeline) ? `, ${withoutLoadWords}` : ''}`;

const slowBefore = 'orders were as slow before';

const toldAfter = (ms: number | undefined, from: number) => (ms === undefined ? slowBefore : secondsOfMs(ms - from));

const tellsTail = (timeline: FaultTimeline) => timeline.tailNormalMs !== undefined || !isByOlderRules(timeline);

/** From when on an order is slow: one for all modes; '' in older runs, where each had its own. */
function limitOf({ trials }: TrialGroup): string {
  const limits = [...new Set(trials.flatMap(({ timeline }) => timeline?.slowMs ?? []))];
  return limits.length === 0 ? '' : ` (limit ${limits.map(count).join(' or ')} ms)`;
}

/** What the figures of an older run say instead of what the rows say. */
export function olderRules({ trials }: TrialGroup): string[] {
  const older = trials.filter(({ timeline }) => timeline !== null && isByOlderRules(timeline));
  const any = (has: (timeline: FaultTimeline) => boolean) => older.some(({ timeline }) => timeline && has(timeline));
  const rules = [
    any(({ detectedMs }) => detectedMs !== undefined) &&
      'noticed and back to normal are told by the slowest order before the injection, another in each mode',
    any(({ standstillMs }) => standstillMs !== undefined) && 'a standstill is one of accepted orders alone',
    any(({ drainedPerSecond }) => typeof drainedPerSecond === 'number') &&
      'a drain rate is an average over pauses as well',
    older.some(isHealedByPlan) &&
      'the fault was over at once and counts as on until the planned moment: what fell into it, and all times after healing, are of the plan',
  ].filter((rule) => rule !== false);
  return rules.length === 0 ? [] : [`measured by older rules: ${rules.join('; ')}`];
}
