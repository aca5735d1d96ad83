import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { modeNamed } from '../../modes.ts';
import type { Trial } from '../../record/run-file.ts';
import { type Earlier, resolvePlan } from './resolve-plan.ts';
import type { TrialPlan } from './trial-plan.ts';

const mode = modeNamed('sync-rest');
const plan = (over: Partial<TrialPlan>): TrialPlan =>
  ({
    mode,
    block: 2,
    load: { ratePerSecond: 100, warmUpSeconds: 4, seconds: 10 },
    variation: null,
    ...over,
  }) as TrialPlan;

function earlier(trial: Partial<Trial>, completionUs = 0): Earlier {
  const completion = new Latencies();
  for (let n = 0; n < 300; n++) completion.record(completionUs);
  return { trial: { mode: mode.name, ...trial } as Trial, latencies: { completion } as Earlier['latencies'] };
}

const capacity = (ratePerSecond: number | null) => earlier({ capacity: { ratePerSecond, sloMs: 500, steps: [] } });

test('a share is taken of the mode’s own capacity', () => {
  const asked = plan({ variation: { kind: 'share', value: 70 }, latency: { shareOfCapacity: 70 } });
  expect(resolvePlan(asked, [capacity(400)])).toMatchObject({
    load: { ratePerSecond: 280, seconds: 10 },
    variation: { kind: 'share', value: 70 },
  });
});

test('sustaining tells the rate it was put at', () => {
  const asked = plan({ variation: { kind: 'sustain', value: 0 }, latency: { shareOfCapacity: 100 } });
  expect(resolvePlan(asked, [capacity(400)])).toMatchObject({ variation: { kind: 'sustain', value: 400 } });
});

test('without a capacity there is no share, and the reason is told', () => {
  const asked = plan({ latency: { shareOfCapacity: 50 } });
  expect(resolvePlan(asked, [])).toContain('no sustainable rate');
  expect(resolvePlan(asked, [capacity(null)])).toContain('no sustainable rate');
});

test('a slowed base is held back by a share of the median of its own block’s control', () => {
  const asked = plan({ latency: { slow: 1.2 } });
  const control = (block: number, us: number) => earlier({ block, variation: { kind: 'again', value: 100 } }, us);
  const resolved = resolvePlan(asked, [control(1, 9000), control(2, 5000)]) as TrialPlan;
  expect(resolved.latency?.heldBackUs).toBeCloseTo(1000, -1);
  expect(resolvePlan(asked, [control(1, 9000)])).toContain('missing');
});

test('any other plan stays as it is', () => {
  const asked = plan({});
  expect(resolvePlan(asked, [])).toBe(asked);
});
