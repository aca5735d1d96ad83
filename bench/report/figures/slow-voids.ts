import type { ModeName, Trial } from '../../record/run-file.ts';
import { isUsable, isVoid } from '../../record/trial-use.ts';

/** Medians of one latency in microseconds, of one mode under one load. */
export interface SlowVoids {
  mode: ModeName;
  kind: 'acceptance' | 'completion';
  voided: number[];
  used: number[];
}

/**
 * The modes of which every void trial, or void acceptance, was slower than every one that is used: a generator is late where the machine
 * is full, so to leave such trials out selects by the outcome. The trials are of one load in each mode.
 */
export function slowVoidsOf(trials: readonly Trial[]): SlowVoids[] {
  return [...Map.groupBy(trials, ({ mode }) => mode)].flatMap(([mode, own]) => {
    const usable = own.filter(isUsable);
    const [late, timely] = [usable.filter(isLate), usable.filter((trial) => !isLate(trial))];
    return [
      ...slower(mode, 'completion', own.filter(isVoid), usable),
      ...slower(mode, 'acceptance', [...own.filter(isVoid), ...late], timely),
    ];
  });
}

const isLate = ({ acceptanceVoid }: Trial) => acceptanceVoid !== undefined;

function slower(mode: ModeName, kind: SlowVoids['kind'], left: readonly Trial[], kept: readonly Trial[]): SlowVoids[] {
  const medians = (some: readonly Trial[]) => some.flatMap(({ latency }) => latency?.[kind].p50 ?? []);
  const [voided, used] = [medians(left), medians(kept)];
  const isSlower = voided.length > 0 && used.length > 0 && Math.min(...voided) > Math.max(...used);
  return isSlower ? [{ mode, kind, voided, used }] : [];
}
