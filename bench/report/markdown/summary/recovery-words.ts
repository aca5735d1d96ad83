import type { FaultTimeline } from '../../../record/run-file.ts';
import { secondsOfMs } from '../format.ts';

/**
 * How long it took to catch up once the fault was over: until an order completed again and nothing waited any longer
 * than before. Several trials are told by the spread of their times; '' where nothing was timed.
 */
export function recoveryWords(timelines: FaultTimeline[]): string {
  if (timelines.length === 0) return '';
  const silent = timelines.filter(({ firstCompletionMs }) => firstCompletionMs === null).length;
  if (silent > 0) return `no order completed after healing${inSome(silent, timelines.length)}`;
  const waiting = timelines.filter(({ backlogPeak, drainedMs }) => backlogPeak > 0 && drainedMs === null).length;
  if (waiting > 0) return `backlog not worked off by the end${inSome(waiting, timelines.length)}`;
  const took = timelines.map((each) => caughtUpMs(each) - each.healedMs);
  if (Math.max(...took) < 0) return 'caught up before it was healed';
  const of = (ms: number) => secondsOfMs(Math.max(0, ms));
  const [low, high] = [of(Math.min(...took)), of(Math.max(...took))];
  return `caught up ${low === high ? low : `${low} to ${high}`} s after healing`;
}

function caughtUpMs({ firstCompletionMs, drainedMs, backlogPeak }: FaultTimeline): number {
  return Math.max(firstCompletionMs ?? 0, backlogPeak > 0 ? (drainedMs ?? 0) : 0);
}

function inSome(n: number, of: number): string {
  return of === 1 ? '' : ` in ${n} of ${of} trials`;
}
