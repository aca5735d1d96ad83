import { faultNamed } from '../../faults/all.ts';
import type { FaultTimeline, Trial } from '../../record/run-file.ts';

/** From the end of the fault until an order completed again and no more of them waited than before. */
export type RecoveryFigures =
  /** No fault that lasts; or an older run, which did not record who waited for an answer, or healed by the plan what was over at once. */
  | { kind: 'untimed' }
  /** In so many trials no order completed any more, or the backlog was not worked off. */
  | { kind: 'silent' | 'waiting'; trials: number; of: number }
  /**
   * The spread over so many trials: since it was healed (below zero: before that), and since it began, which also tells how long
   * the healing itself took: a broker that is slow to start is not caught up sooner for that. `withoutLoad`: in some of them not
   * before the load was over.
   */
  | {
      kind: 'caught up';
      lowMs: number;
      highMs: number;
      sinceItBegan: Spread;
      withoutLoad: boolean;
      of: number;
    };

export interface Spread {
  lowMs: number;
  highMs: number;
}

export const spreadOf = (all: readonly number[]): Spread => ({ lowMs: Math.min(...all), highMs: Math.max(...all) });

export function recoveryOf(timelines: FaultTimeline[]): RecoveryFigures {
  const of = timelines.length;
  if (of === 0) return { kind: 'untimed' };
  const silent = timelines.filter(({ firstCompletionMs }) => firstCompletionMs === null).length;
  if (silent > 0) return { kind: 'silent', trials: silent, of };
  const moments = timelines.map((each) => ({ ...each, ms: caughtUpMs(each) }));
  if (moments.some(({ ms }) => ms === undefined)) return { kind: 'untimed' };
  const took = moments.flatMap(({ ms, ...at }) => (typeof ms === 'number' ? [{ ms, ...at }] : []));
  if (took.length < of) return { kind: 'waiting', trials: of - took.length, of };
  return {
    kind: 'caught up',
    ...spreadOf(took.map(({ ms, healedMs }) => ms - healedMs)),
    sinceItBegan: spreadOf(took.map(({ ms, injectedMs }) => ms - injectedMs)),
    withoutLoad: took.some((each) => isWithoutLoad(each.ms, each)),
    of,
  };
}

/**
 * When orders completed again and no more of them were due and not finished than before the fault: the later of both, in
 * milliseconds of the trial. Null: not before its end; undefined: not recorded. What every table calls *caught up*.
 */
export function caughtUpMs(timeline: FaultTimeline): number | null | undefined {
  const { firstCompletionMs, drainedMs } = timeline;
  if (!tellsWaiting(timeline)) return undefined;
  return firstCompletionMs === null || drainedMs === null ? null : Math.max(firstCompletionMs, drainedMs);
}

/** What is over after the load is over while nobody orders any more. */
export const isWithoutLoad = (ms: number | null | undefined, { loadEndMs }: FaultTimeline): boolean =>
  typeof ms === 'number' && loadEndMs !== undefined && ms > loadEndMs;

/** Older runs looked at orders accepted and not complete alone: of a mode that had none they do not tell who waited. */
export const tellsWaiting = ({ unfinishedPeak, backlogPeak }: FaultTimeline): boolean =>
  unfinishedPeak !== undefined || backlogPeak > 0;

/** The rules of older runs, as they stand beside `slowMs` (`run-file.ts`). */
export const isByOlderRules = ({ slowMs }: FaultTimeline): boolean => slowMs === undefined;

/** What was over at once lasted, in an older run, until the planned moment: how soon all was well again is not known. */
export const isHealedByPlan = ({ fault, timeline }: Pick<Trial, 'fault' | 'timeline'>): boolean =>
  timeline !== null && isByOlderRules(timeline) && faultNamed(fault)?.atOnce === true;
