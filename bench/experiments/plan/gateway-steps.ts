import { seededRandom, shuffled } from '../../measure/random.ts';
import { type DoorCell, doors } from '../../record/door-cell.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';
import { warmUps } from './warm-up-steps.ts';

/**
 * What `bench gateway` asks in one block: the same load on every mode directly, through the gateway, and through the gateway with
 * tokens, and directly once more, the A/A control; in an order drawn from the seed.
 */
export function gatewaySteps(options: PlanOptions, block: number): Step[] {
  const { modes, profile, seed } = options;
  const stepOf = (name: string, those: Step['modes'], door: DoorCell): Step => ({
    name,
    modes: those,
    plan: { ...undisturbed(profile.gateway), door },
  });
  const steps = [
    ...doors.map((door) => stepOf(door, modes, { door })),
    stepOf('direct-again', modes, { door: 'direct', again: true }),
  ];
  return [
    ...(block === 1 ? warmUps(options, 'gateway') : []),
    ...shuffled(steps, seededRandom(seed, `doors of block ${block}`)),
  ];
}
