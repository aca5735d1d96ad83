import { expect, test } from 'vitest';
import type { FaultKind } from '../../faults/fault.ts';
import type { ProcessSampler } from '../../measure/process-sampler.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { suffer } from './inject-and-heal.ts';

const HEALED_LATER_S = 1;

/** From the injection to the end of the healing, and to the proof; microseconds. */
async function lasts(more: Partial<FaultKind>): Promise<{ fault: number; proof: number; told: string[] }> {
  let asked = 0;
  const told: string[] = [];
  const kind: FaultKind = {
    name: 'made-up',
    title: '',
    what: '',
    create: () => ({
      prepare: async () => void told.push('prepare'),
      inject: async () => void told.push('inject'),
      heal: async () => void told.push('heal'),
      async witness() {
        asked = nowUs();
        return 'seen';
      },
    }),
    ...more,
  };
  const plan = { fault: kind, faultAt: { inject: 1, heal: 1 + HEALED_LATER_S } } as TrialPlan;
  const whenHealed = () => void told.push('healed');
  const context = { recorder: new Recorder('t'), flowing: Promise.resolve(), whenHealed };
  const sampler = { sample() {} } as unknown as ProcessSampler;
  const { injected, healed } = await suffer(plan, context as unknown as Parameters<typeof suffer>[1], sampler);
  return { fault: healed - injected, proof: asked - injected, told };
}

test('what is over at once is healed at once, and its proof asked for when the plan says; others last until then', async () => {
  const planned = HEALED_LATER_S * 1e6 * 0.9; // orders had come for a moment before the plan began
  const [over, lasting] = await Promise.all([lasts({ atOnce: true }), lasts({})]);
  expect(over.fault).toBeLessThan(planned / 2);
  expect(over.proof).toBeGreaterThan(planned);
  expect(lasting.fault).toBeGreaterThan(planned);
});

test('a load that waits for the healing is told of it once it is over', async () => {
  const { told } = await lasts({ atOnce: true });
  expect(told.slice(1)).toEqual(['inject', 'heal', 'healed']);
});

test('what a fault must look at before it is looked at before the injection is told', async () => {
  const { told } = await lasts({ atOnce: true, leadSeconds: 0.5 });
  expect(told.slice(0, 2)).toEqual(['prepare', 'inject']);
});
