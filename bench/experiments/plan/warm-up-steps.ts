import type { ExperimentName } from '../../record/run-file.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';

/** What a broker carries before anything is measured; per second, seconds. */
export interface WarmUpSize {
  ratePerSecond: number;
  seconds: number;
}

/**
 * More than 10,000 orders. A broker that was just started may cost three times as much: a JVM has compiled nothing yet. At
 * the end of 2,000 it still used 0.3 to 0.6 of a core, and 0.17 later.
 */
export const warmUp: WarmUpSize = { ratePerSecond: 800, seconds: 14 };

/** Those whose figures are compared from the first block on. */
const warmed: readonly ExperimentName[] = ['latency', 'gateway', 'way-back', 'saga'];

/** Before the first block each broker carries a load of which nothing but its verdicts is used: once in a run. */
export function warmUps({ modes, profile, experiments }: PlanOptions, asking: ExperimentName): Step[] {
  if (!profile.warmUp || asking !== experiments.find((experiment) => warmed.includes(experiment))) return [];
  const plan = { ...undisturbed({ ...profile.warmUp, warmUpSeconds: 0 }), beside: true, alone: true };
  return [{ name: 'warm-up', modes: modes.filter(({ broker }) => broker !== null), plan }];
}
