import { faultNamed, faults as known } from '../../faults/all.ts';
import type { FaultKind } from '../../faults/fault.ts';
import type { NotRun } from '../../record/run-file.ts';
import { loadUnder } from './fault-load.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Profile } from './profiles.ts';
import type { Step } from './trial-plan.ts';
import { tooFew, tooFewNodes, unpaid, whyNot } from './why-not.ts';
import { costSteps, worthSteps } from './worth-steps.ts';

/**
 * What `bench:failure` asks of every mode in one block: each fault it can suffer. What it cannot enters `notRun`.
 *
 *   block 1      one trial after the other ─▶ figures and verdicts; then what each protection costs and is worth
 *   block 2, …   the modes side by side ────▶ verdicts alone
 */
export function failureSteps(options: PlanOptions, block: number, notRun: NotRun[]): Step[] {
  const { modes, profile, faults, worth } = options;
  const { failure } = profile;
  const beside = block > 1;
  const steps = (faults ?? usual(failure.faults, options)).flatMap((name): Step[] => {
    const fault = faultNamed(name) as FaultKind;
    const able = modes.filter((mode) => {
      const gap = whyNot(fault, mode, options);
      if (gap) notRun.push({ experiment: 'failure', mode: mode.name, fault: name, ...gap });
      return gap === null;
    });
    const load = loadUnder(fault, failure.ratePerSecond, beside ? failure.beside : failure);
    const plan = {
      kind: 'ordinary' as const,
      ...load,
      replay: null,
      variation: null,
      without: [],
      expects: null,
      beside,
    };
    const quiet = able.filter((mode) => beside && fault.comparesTimes?.(mode));
    return [
      { name, modes: able.filter((mode) => !quiet.includes(mode)), plan },
      { name, modes: quiet, plan: { ...plan, alone: true } },
    ];
  });
  const all = worth && !beside ? [...steps, ...costSteps(modes), ...worthSteps(options, notRun)] : steps;
  return all.toSorted((a, b) => Number(a.plan.alone ?? false) - Number(b.plan.alone ?? false)); // lanes stay together
}

/** Those of the profile; of those for containers, or for several processes, nobody speaks where there are none. */
const usual = (which: Profile['failure']['faults'], { runtime, instances, cluster, paying }: PlanOptions) =>
  Object.values(known)
    .filter(
      (fault) =>
        (which === 'all' || fault.quick) &&
        (fault.inContainers !== 'only' || runtime === 'docker') &&
        tooFew(fault, instances) === null &&
        tooFewNodes(fault, cluster) === null &&
        unpaid(fault, paying) === null,
    )
    .map(({ name }) => name);
