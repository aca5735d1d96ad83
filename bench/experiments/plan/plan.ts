import { seededRandom, shuffled } from '../../measure/random.ts';
import type { ExperimentName, NotRun } from '../../record/run-file.ts';
import { clusterSteps } from './cluster-steps.ts';
import { failureSteps } from './failure-steps.ts';
import { gatewaySteps } from './gateway-steps.ts';
import { latencySteps } from './latency-steps.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Profile } from './profiles.ts';
import { sagaSteps } from './saga-steps.ts';
import type { Step, TrialPlan } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';
import { wayBackSteps } from './way-back-steps.ts';
import { workSteps } from './work-steps.ts';

/**
 * Every trial in the order it is run: blocks, each with its modes in an order of its own, drawn from the seed. Throws when
 * two would have one id.
 */
export function planTrials(options: PlanOptions): { plans: TrialPlan[]; notRun: NotRun[] } {
  const { experiments, profile, seed } = options;
  const plans: TrialPlan[] = [];
  const notRun: NotRun[] = [];
  const random = seededRandom(seed, 'order of trials');
  for (let block = 0; block < Math.max(...experiments.map((experiment) => blocksOf(experiment, profile))); block++) {
    for (const experiment of experiments) {
      if (block >= blocksOf(experiment, profile)) continue;
      const steps = stepsOf(experiment, options, block + 1, block === 0 ? notRun : []);
      for (const step of steps) {
        for (const mode of shuffled(step.modes, random)) {
          const id = [
            mode.name,
            experiment,
            step.name.replaceAll(/[^a-z0-9]+/g, '-'),
            ...(blocksOf(experiment, profile) > 1 ? [`b${block + 1}`] : []),
          ].join('-');
          plans.push({
            ...step.plan,
            id,
            number: plans.length + 1,
            experiment,
            mode,
            block: block + 1,
            seed: seed + block,
          });
        }
      }
    }
  }
  refuseTwice(plans);
  // What is there for the verdicts comes first: when figures are taken, nothing is run for the first time.
  return { plans: plans.toSorted((a, b) => Number(b.beside ?? false) - Number(a.beside ?? false)), notRun };
}

/** The id names the trial's rows, lines and histograms: two trials under one id would be one, and neither. */
function refuseTwice(plans: readonly TrialPlan[]): void {
  const ids = new Set<string>();
  for (const { id } of plans) {
    if (ids.has(id)) throw new Error(`Two trials would be called ${id}: ask for each thing once.`);
    ids.add(id);
  }
}

/** Rebuilds are proofs, and what is beside its prediction, or one way of several, is not ranked: once is enough. */
const once: readonly ExperimentName[] = ['replay', 'work', 'way-back'];

/** Whether a number of blocks makes a difference to it. */
export const isRepeated = (experiment: ExperimentName): boolean => !once.includes(experiment);

/** How often everything is asked. */
export function blocksOf(experiment: ExperimentName, { blocks, latency, gateway, saga }: Profile): number {
  if (!isRepeated(experiment)) return 1;
  if (experiment === 'gateway') return gateway.blocks;
  if (experiment === 'saga') return saga.blocks;
  return experiment === 'latency' ? latency.blocks : blocks;
}

function stepsOf(experiment: ExperimentName, options: PlanOptions, block: number, notRun: NotRun[]): Step[] {
  switch (experiment) {
    case 'latency':
      return latencySteps(options, block);
    case 'failure':
      return failureSteps(options, block, notRun);
    case 'replay':
      return replaySteps(options);
    case 'work':
      return workSteps(options);
    case 'cluster':
      return clusterSteps(options, block, notRun);
    case 'gateway':
      return gatewaySteps(options, block);
    case 'way-back':
      return wayBackSteps(options);
    case 'saga':
      return sagaSteps(options, block);
  }
}

function replaySteps({ modes, profile, orders, throttle }: PlanOptions): Step[] {
  const replay = {
    ...profile.replay,
    ...(orders !== undefined && { orders }),
    ...(throttle !== undefined && { throttlePerSecond: throttle }),
  };
  const load = { ratePerSecond: replay.ratePerSecond, warmUpSeconds: 0, seconds: replay.orders / replay.ratePerSecond };
  return [{ name: 'rebuild', modes, plan: { ...undisturbed(load), replay } }];
}
