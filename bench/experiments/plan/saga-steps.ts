import { type SagaAsk, type Shape, shapes } from '../../record/saga-cell.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { undisturbed } from './undisturbed.ts';
import { warmUps } from './warm-up-steps.ts';

/**
 * What `bench saga` asks in one block: paid orders in each shape that a mode carries, and orchestrated ones once more where it
 * carries both, the A/A control. What drifts meets both shapes, and both of a pair, from both sides.
 */
export function sagaSteps(options: PlanOptions, block: number): Step[] {
  const { modes, profile } = options;
  const [again] = shapes;
  const carrying = (some: readonly Shape[]) =>
    modes.filter(({ payment }) => some.every((shape) => payment.shapes.includes(shape)));
  const stepOf = (name: string, those: Step['modes'], saga: SagaAsk): Step => ({
    name,
    modes: those,
    plan: { ...undisturbed(profile.saga), saga },
  });
  const steps = [
    ...shapes.map((shape) => stepOf(shape, carrying([shape]), { shape })),
    stepOf(`${again}-again`, carrying(shapes), { shape: again, again: true }),
  ];
  return [...(block === 1 ? warmUps(options, 'saga') : []), ...(block % 2 === 1 ? steps : steps.toReversed())];
}
