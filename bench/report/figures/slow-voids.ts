import type { ModeName, Trial } from '../../record/run-file.ts';
import { isUsable, isVoid } from '../../record/trial-use.ts';

/** Medians of completion in microseconds, of one mode under one load. */
export interface SlowVoids {
  mode: ModeName;
  voided: number[];
  used: number[];
}

/**
 * The modes of which every void trial was slower than every one that is used: a generator is late where the machine is full, so to leave
 * such trials out selects by the outcome. The trials are of one load in each mode.
 */
export function slowVoidsOf(trials: readonly Trial[]): SlowVoids[] {
  return [...Map.groupBy(trials, ({ mode }) => mode)].flatMap(([mode, own]) => {
    const medians = (some: readonly Trial[]) => some.flatMap(({ latency }) => latency?.completion.p50 ?? []);
    const [voided, used] = [medians(own.filter(isVoid)), medians(own.filter(isUsable))];
    const slower = voided.length > 0 && used.length > 0 && Math.min(...voided) > Math.max(...used);
    return slower ? [{ mode, voided, used }] : [];
  });
}
