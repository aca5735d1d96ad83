import type { Mode } from '../../../common/mode.ts';
import { none } from '../../faults/none.ts';
import type { Step } from './trial-plan.ts';
import { worths } from './worth.ts';

/** Fewer than four each could not show a difference, however large. */
const REPETITIONS = 4;
const LOAD = { ratePerSecond: 100, warmUpSeconds: 1, seconds: 4 };

/**
 * What each protection costs while nothing goes wrong: trials with all of them, and with all but one, interleaved and
 * in the opposite order every second time.
 */
export function costSteps(modes: readonly Mode[]): Step[] {
  const protections = [...new Set(worths.map(({ protection }) => protection))];
  const plan = {
    kind: 'cost' as const,
    fault: none,
    load: LOAD,
    faultAt: null,
    replay: null,
    variation: null,
    expects: null,
  };
  const once: Step[] = [
    { name: 'cost', modes: [...modes], plan: { ...plan, without: [] } },
    ...protections.map((protection) => ({
      name: `cost without ${protection}`,
      modes: modes.filter((mode) => mode.needless[protection] === undefined),
      plan: { ...plan, without: [protection] },
    })),
  ];
  return Array.from({ length: REPETITIONS }, (_, turn) => {
    const inTurn = turn % 2 === 0 ? once : once.toReversed();
    return inTurn.map((step) => ({ ...step, name: `${step.name} ${turn + 1}` }));
  }).flat();
}
