import { expect, test } from 'vitest';
import { judgeCeiling } from '../ceilings/judge-ceiling.ts';
import { seeded } from '../testing/random.ts';
import { sampleCeilings } from '../testing/sample-ceilings.ts';

const [met, missed, unmeasured] = sampleCeilings(seeded(1));

test('a target that is met says so, with the share and its interval', () => {
  const judged = met && judgeCeiling(met, 1);
  expect(judged?.target).toBe('≥ 0.85: met');
  expect(judged?.share).toMatch(/^0\.9\d \(95% interval 0\.\d\d to 0\.\d\d, 6 blocks\)$/);
});

test('a target that is missed says by how much', () => {
  const judged = missed && judgeCeiling(missed, 1);
  expect(judged?.met).toBe(false);
  expect(judged?.target).toMatch(/^≥ 0\.75: \*\*missed by 4\d%\*\*$/);
});

test('an upper bound is missed from above', () => {
  const over = { ...unmeasured, samples: [{ block: 1, raw: 100, ours: 132 }] } as NonNullable<typeof unmeasured>;
  expect(judgeCeiling(over, 1)).toMatchObject({ met: false, target: '≤ 1.1: **missed by 20%**' });
});

test('without a sample nothing is judged', () => {
  expect(unmeasured && judgeCeiling(unmeasured, 1)).toBeNull();
});
