import type { FaultTimeline, ModeName, Trial } from '../../../record/run-file.ts';
import type { TrialGroup } from '../../figures/groups.ts';
import { count, figure, secondsOfMs } from '../format.ts';
import { modeRow } from './mode-row.ts';
import type { SummaryRow } from './summary-table.ts';

/** What a fault did over time: noticed when, how much waited, and how long until all was as before. */
export function timelineRows(place: { group: TrialGroup; modes: ModeName[] }): SummaryRow[] {
  const row = (
    label: string,
    cell: (timeline: FaultTimeline) => string,
    has: (timeline: FaultTimeline) => boolean = () => true,
  ) =>
    modeRow(
      label,
      place,
      ({ timeline }) => (timeline !== null && has(timeline) ? timeline : null),
      (timelines) => timelines.map(cell).join(' / '),
    );
  const noticed = row(
    'first noticed by a client, after injection (s)',
    (t) => (typeof t.detectedMs === 'number' ? secondsOfMs(t.detectedMs - t.injectedMs) : 'never'),
    (t) => t.detectedMs !== undefined,
  );
  const waiting = [
    row('backlog peak (orders)', (t) => count(t.backlogPeak)),
    row('oldest unfinished order, worst (s)', (t) =>
      t.backlogPeak === 0 ? 'no backlog' : secondsOfMs(t.oldestPeakMs),
    ),
  ];
  const extra = row(
    'extra waiting of accepted orders (order-seconds)',
    (t) => figure(t.excessOrderSeconds ?? 0),
    (t) => t.excessOrderSeconds !== undefined,
  );
  if (place.group.fault === 'none') return [noticed, ...waiting, extra];
  return [
    row('fault lasted (s)', (t) => secondsOfMs(t.healedMs - t.injectedMs)),
    noticed,
    ...waiting,
    row('first completion after healing (s)', (t) => after(t.firstCompletionMs, t)),
    row('backlog drained after healing (s)', (t) => (t.backlogPeak === 0 ? 'no backlog' : after(t.drainedMs, t))),
    row(
      'drain rate (orders/s)',
      (t) => (typeof t.drainedPerSecond === 'number' ? figure(t.drainedPerSecond) : 'no backlog'),
      (t) => t.drainedPerSecond !== undefined,
    ),
    modeRow(
      'slowest orders back to normal after healing (s)',
      place,
      (trial) => (trial.timeline?.tailNormalMs === undefined ? null : trial),
      (trials) => trials.map(tail).join(' / '),
    ),
    extra,
    row(
      'repeated deliveries and calls ignored',
      (t) => count(t.duplicatesIgnored ?? 0),
      (t) => t.duplicatesIgnored !== undefined,
    ),
  ];
}

/** It takes five seconds without a slow order to say so. */
function tail({ timeline, load }: Trial): string {
  if (timeline === null) return '';
  const left = load === null ? 0 : (load.warmUpSeconds + load.seconds) * 1000 - timeline.healedMs;
  if (timeline.tailNormalMs === null && left < 5000) return 'n/a (under 5 s left)';
  return after(timeline.tailNormalMs ?? null, timeline);
}

function after(ms: number | null, { healedMs }: FaultTimeline): string {
  if (ms === null) return 'not before the end';
  return ms < healedMs ? 'before healing' : secondsOfMs(ms - healedMs);
}
