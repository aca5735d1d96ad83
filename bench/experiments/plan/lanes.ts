import type { TrialPlan } from './trial-plan.ts';

/** Plans that run one after the other. */
type Lane = TrialPlan[];

/**
 * Splits plans into turns, one after the other; the lanes of a turn run at the same time. Plans that may run beside
 * others share a turn with their neighbours, with a lane for each mode: a mode never meets itself, nor its broker.
 *
 *   a b  C:m C:n D:m D:n  ─▶  [a] [b] [C:m D:m | C:n D:n]
 */
export function lanesOf(plans: readonly TrialPlan[]): Lane[][] {
  const turns: Lane[][] = [];
  let open: Map<string, Lane> | null = null;
  for (const plan of plans) {
    if (!plan.beside || plan.alone) {
      turns.push([[plan]]);
      open = null;
      continue;
    }
    if (!open) {
      open = new Map();
      turns.push([]);
    }
    let lane: Lane | undefined = open.get(plan.mode.name);
    if (!lane) {
      lane = [];
      open.set(plan.mode.name, lane);
      turns.at(-1)?.push(lane);
    }
    lane.push(plan);
  }
  return turns;
}
