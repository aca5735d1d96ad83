import type { Mode } from '../../../common/mode.ts';
import { faults } from '../../faults/all.ts';
import type { FaultKind } from '../../faults/fault.ts';
import type { NotRun } from '../../record/run-file.ts';
import { loadUnder } from './fault-load.ts';
import type { Profile } from './profiles.ts';
import type { Step } from './trial-plan.ts';
import { whyNot } from './why-not.ts';
import { worths } from './worth.ts';

/** Where a stuck order is expected, this long without anything moving is as good as the deadline. */
const STILL_MS = 10_000;

/** One trial per protection and mode with the protection off: proof that its check can fail. The modes run side by side. */
export function worthSteps(modes: readonly Mode[], { ratePerSecond, beside }: Profile['failure'], notRun: NotRun[]) {
  return worths.map(({ protection, fault: name, expects, of = () => true }): Step => {
    const fault = faults[name] as FaultKind;
    const able = modes.filter(of).filter((mode) => {
      const because = mode.needless[protection];
      const gap = because ? { outcome: 'not-applicable' as const, because } : whyNot(fault, mode);
      if (gap) {
        const what = { fault: `without ${protection}`, without: [protection] };
        notRun.push({ experiment: 'failure', mode: mode.name, ...what, ...gap });
      }
      return gap === null;
    });
    const load = loadUnder(fault, ratePerSecond, beside);
    const plan = {
      kind: 'proof' as const,
      ...load,
      replay: null,
      variation: null,
      without: [protection],
      expects,
      beside: true,
    };
    const alone = able.some((mode) => fault.comparesTimes?.(mode));
    return { name: `without ${protection}`, modes: able, plan: { ...plan, alone, stillMs: STILL_MS } };
  });
}
