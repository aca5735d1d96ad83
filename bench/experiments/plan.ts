import type { Mode } from '../../common/mode.ts';
import { faultNamed } from '../faults/all.ts';
import type { FaultKind } from '../faults/fault.ts';
import { none } from '../faults/none.ts';
import { seededRandom } from '../load/random.ts';
import type { ExperimentName, NotRun } from '../report/run-file.ts';
import type { Profile } from './profiles.ts';
import type { TrialPlan } from './trial-plan.ts';

export interface PlanOptions {
  experiments: ExperimentName[];
  modes: Mode[];
  profile: Profile;
  seed: number;
  faults: string[];
  /** Replay: how many orders, and what inventory is held to; absent: as the profile says. */
  orders?: number;
  throttle?: number;
}

/** Every trial in the order it is run: blocks, each with its modes in an order of its own, drawn from the seed. */
export function planTrials(options: PlanOptions): { plans: TrialPlan[]; notRun: NotRun[] } {
  const { experiments, profile, seed } = options;
  const plans: TrialPlan[] = [];
  const notRun: NotRun[] = [];
  const random = seededRandom(seed, 'order of trials');
  for (let block = 0; block < profile.blocks; block++) {
    for (const experiment of experiments) {
      if (experiment === 'replay' && block > 0) continue; // proofs, not figures to be ranked: once is enough
      const steps = stepsOf(experiment, options, block === 0 ? notRun : []);
      for (const step of steps) {
        for (const mode of shuffled(step.modes, random)) {
          const id = [
            mode.name,
            experiment,
            step.name.replaceAll(/[^a-z0-9]+/g, '-'),
            ...(profile.blocks > 1 && experiment !== 'replay' ? [`b${block + 1}`] : []),
          ].join('-');
          plans.push({ ...step.plan, id, number: plans.length + 1, experiment, mode, seed: seed + block });
        }
      }
    }
  }
  return { plans, notRun };
}

type Step = { name: string; modes: Mode[]; plan: Omit<TrialPlan, 'id' | 'number' | 'experiment' | 'mode' | 'seed'> };

function stepsOf(experiment: ExperimentName, options: PlanOptions, notRun: NotRun[]): Step[] {
  const { modes, profile } = options;
  const { latency, failure, moment } = profile;
  const replay = {
    ...profile.replay,
    ...(options.orders !== undefined && { orders: options.orders }),
    ...(options.throttle !== undefined && { throttlePerSecond: options.throttle }),
  };
  switch (experiment) {
    case 'latency':
      return [{ name: 'none', modes, plan: { fault: none, load: latency, faultAt: null, replay: null } }];
    case 'failure':
      return options.faults.map((name) => {
        const fault = faultNamed(name) as FaultKind;
        const skipped = fault.skipped?.() ?? null;
        const able = modes.filter((mode) => {
          const because = fault.notApplicable(mode);
          if (because !== null) {
            notRun.push({ experiment, mode: mode.name, fault: name, outcome: 'not-applicable', because });
          }
          if (because === null && skipped !== null) {
            notRun.push({ experiment, mode: mode.name, fault: name, outcome: 'skipped', because: skipped });
          }
          return because === null && skipped === null;
        });
        const lasts = Math.max(failure.lasts, typeof fault.lasts === 'object' ? fault.lasts.atLeastSeconds : 0);
        const lasting = {
          load: {
            ratePerSecond: failure.ratePerSecond,
            warmUpSeconds: 0,
            seconds: failure.before + lasts + failure.after,
          },
          faultAt: { inject: failure.before, heal: failure.before + lasts },
        };
        const load = fault.lasts === 'after-load' ? { load: { ...moment, warmUpSeconds: 0 }, faultAt: null } : lasting;
        return { name, modes: able, plan: { fault, ...load, replay: null } };
      });
    case 'replay': {
      const load = {
        ratePerSecond: replay.ratePerSecond,
        warmUpSeconds: 0,
        seconds: replay.orders / replay.ratePerSecond,
      };
      return [{ name: 'rebuild', modes, plan: { fault: none, load, faultAt: null, replay } }];
    }
  }
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const left = [...items];
  const result: Item[] = [];
  while (left.length > 0) result.push(...left.splice(Math.floor(random() * left.length), 1));
  return result;
}
