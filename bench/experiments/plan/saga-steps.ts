import { shapes } from '../../record/saga-cell.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';
import { inTurn, undisturbed } from './undisturbed.ts';
import { warmUps } from './warm-up-steps.ts';

/**
 * What `bench saga` asks in one block: paid orders in each shape that a mode carries, and orchestrated ones of one mode once
 * more, the A/A control. What drifts meets both shapes from both sides.
 */
export function sagaSteps(options: PlanOptions, block: number): Step[] {
  const { modes, profile } = options;
  const size = profile.saga;
  const turn = block % 2 === 1 ? shapes : shapes.toReversed();
  const [again] = shapes;
  return [
    ...(block === 1 ? warmUps(options, 'saga') : []),
    ...turn.map((shape) => ({
      name: shape,
      modes: modes.filter(({ payment }) => payment.shapes.includes(shape)),
      plan: { ...undisturbed(size), saga: { shape } },
    })),
    {
      name: `${again}-again`,
      modes: inTurn(modes, block),
      plan: { ...undisturbed(size), saga: { shape: again, again: true } },
    },
  ];
}
