import { situations } from '../way-back/ways.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';

const WARM_UP_S = 2;

/** What `bench way-back` asks of every mode: all its ways at once, in one situation after the other, in one lab. */
export function wayBackSteps({ modes, profile: { wayBack: size } }: PlanOptions): Step[] {
  const each = Object.values(situations).map(({ dead }) => (dead ? size.deadSeconds : size.steadySeconds));
  const seconds = each.reduce((sum, one) => sum + one, 0);
  const load = { ratePerSecond: size.ratePerWay, warmUpSeconds: WARM_UP_S, seconds };
  return [{ name: 'all-ways', modes, plan: { ...undisturbed(load), wayBack: size } }];
}
