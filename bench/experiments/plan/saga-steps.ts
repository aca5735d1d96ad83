import { none } from '../../faults/none.ts';
import { shapes } from '../../record/saga-cell.ts';
import type { PlanOptions } from './plan-options.ts';
import type { Step } from './trial-plan.ts';

/** What `bench saga` asks in one block: paid orders in each shape that a mode carries. What drifts meets both from both sides. */
export function sagaSteps({ modes, profile: { saga: size } }: PlanOptions, block: number): Step[] {
  const turn = block % 2 === 1 ? shapes : shapes.toReversed();
  return turn.map((shape) => ({
    name: shape,
    modes: modes.filter(({ payment }) => payment.shapes.includes(shape)),
    plan: {
      kind: 'ordinary',
      fault: none,
      load: { ratePerSecond: size.ratePerSecond, warmUpSeconds: size.warmUpSeconds, seconds: size.seconds },
      faultAt: null,
      replay: null,
      variation: null,
      without: [],
      expects: null,
      saga: shape,
    },
  }));
}
