import { situations } from '../way-back/ways.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';
import { warmUps } from './warm-up-steps.ts';

const WARM_UP_S = 8;

/** What `bench way-back` asks of every mode: all its ways at once, in one situation after the other, in one lab. */
export function wayBackSteps(options: PlanOptions): Step[] {
  const { modes, profile } = options;
  const size = profile.wayBack;
  const each = Object.values(situations).map(({ dead }) => (dead ? size.deadSeconds : size.steadySeconds));
  const seconds = each.reduce((sum, one) => sum + one, 0);
  const load = { ratePerSecond: size.ratePerSecond, warmUpSeconds: WARM_UP_S, seconds };
  return [...warmUps(options, 'way-back'), { name: 'all-ways', modes, plan: { ...undisturbed(load), wayBack: size } }];
}
