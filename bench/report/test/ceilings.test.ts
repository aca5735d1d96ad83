import { expect, test } from 'vitest';
import { ceilingsOf, judgeCeiling } from '../figures/ceilings.ts';
import { ceilings, targetWords } from '../markdown/sections/limits.ts';
import { seeded } from '../testing/random.ts';
import { sampleCeilings, sustainedCeiling } from '../testing/sample-ceilings.ts';
import { orderWords } from '../words/ceiling-words.ts';

const [met, missed, unmeasured] = sampleCeilings(seeded(1));

test('a target that is met says so, with the share and its interval', () => {
  const judged = met && judgeCeiling(met, 1);
  expect(met && judged && targetWords(met, judged)).toBe('≥ 0.85: met');
  expect(judged?.interval).toMatchObject({ blocks: 6 });
  expect(judged?.ratio).toBeCloseTo(0.94, 1);
});

test('a target that is missed says by how much', () => {
  const judged = missed && judgeCeiling(missed, 1);
  expect(judged?.verdict).toBe('missed');
  expect(missed && judged && targetWords(missed, judged)).toMatch(/^≥ 0\.75: \*\*missed by 4\d%\*\*$/);
});

const failover = (...ours: number[]) => {
  const samples = ours.map((ms, index) => ({ block: index + 1, raw: 100, ours: ms }));
  return { ...unmeasured, samples } as NonNullable<typeof unmeasured>;
};

/** With the words of the table. */
function judged(...ours: number[]) {
  const ceiling = failover(...ours);
  const found = judgeCeiling(ceiling, 1);
  return found && { ...found, target: targetWords(ceiling, found) };
}

test('an upper bound is missed from above', () => {
  expect(judged(132, 132, 132, 132, 132, 132)).toMatchObject({ verdict: 'missed', target: '≤ 1.1: **missed by 20%**' });
});

test('one measurement shows nothing, and says what it was', () => {
  const missed = { verdict: 'not shown', target: '≤ 1.1: **missed by 20%** in its one measurement' };
  expect(judged(132)).toMatchObject(missed);
  const reached = { verdict: 'not shown', target: '≤ 1.1: reached in its one measurement', missedBy: null };
  expect(judged(90)).toMatchObject(reached);
});

test('fewer than six blocks show nothing, however clear, since the interval of two is just their two ratios', () => {
  const missed = '≤ 1.1: not shown, 2 blocks, six are needed (the mean has **missed by 77%**)';
  expect(judged(194, 196)).toMatchObject({ verdict: 'not shown', target: missed });
  expect(judged(90, 92)?.target).toBe('≤ 1.1: not shown, 2 blocks, six are needed (the mean has reached it)');
  expect(judged(194, 196, 194, 196, 194, 196)?.verdict).toBe('missed');
});

test('a target inside the interval is neither met nor missed', () => {
  expect(judgeCeiling(failover(95, 125, 95, 125, 95, 125), 1)).toMatchObject({ verdict: 'not shown' });
});

test('where ours is surely the faster side, the other is no ceiling', () => {
  const of = (...ours: number[]) =>
    met && judgeCeiling({ ...met, samples: ours.map((own, index) => ({ block: index + 1, raw: 100, ours: own })) }, 1);
  expect(of(130, 130, 130, 130, 130, 130)?.verdict).toBe('no ceiling');
  expect(of(130, 130, 130)?.verdict).toBe('not shown'); // too few blocks
  expect(of(96, 108, 124, 101, 119, 102)).toMatchObject({ verdict: 'met' }); // 1.08 on average, and the interval contains 1
  expect(judgeCeiling(failover(60, 60, 60, 60, 60, 60), 1)?.verdict).toBe('met'); // an allowance may be undercut
});

test('without a sample nothing is judged', () => {
  expect(unmeasured && judgeCeiling(unmeasured, 1)).toBeNull();
});

test('where our own code changes the order of the modes the report says so', () => {
  const words = (...ceilings: ReturnType<typeof sustainedCeiling>[]) => orderWords(ceilingsOf({ ceilings, seed: 1 }));
  const [rest, queues] = [sustainedCeiling('sync-rest', 7000, 2700), sustainedCeiling('async-rabbitmq', 5000, 3900)];
  expect(words(rest, queues)).toMatch(/^Our own code decides the order of RabbitMQ queues and REST calls: .*, among/);
  const log = sustainedCeiling('streaming-kafka', 9000, 5000); // first on both sides
  expect(words(rest, queues, log)).toMatch(/^Our own code decides the order of RabbitMQ queues and REST calls: /);
  expect(words(sustainedCeiling('sync-rest', 7000, 6000), queues)).toMatch(/in the same order/);
  expect(words(sustainedCeiling('sync-rest', 5000, 3850), sustainedCeiling('async-rabbitmq', 4900, 3900))).toContain(
    'which is no order',
  );
  const levelled = words(sustainedCeiling('sync-rest', 4039, 2614), sustainedCeiling('async-rabbitmq', 2618, 2665));
  expect(levelled).toMatch(/^Our own code decides the order of RabbitMQ queues and REST calls: /); // a lead of half is gone
  expect(words(rest)).toBe('');
});

test('the empty pipeline is told beside the smallest program of the same blocks, and shows no price where it is no faster', () => {
  const told = (row: ReturnType<typeof sustainedCeiling>) => {
    const [first = { block: 0, raw: 0, ours: 0 }, ...more] = row.samples;
    const { empty: _, ...without } = { empty: 0, ...first, raw: 9999 };
    const learning = { ...row, samples: [without, ...more], learns: 'what is left' };
    const latency = { ceilings: ceilingsOf({ ceilings: [learning], seed: 1 }) };
    return ceilings({ figures: { latency } } as unknown as Parameters<typeof ceilings>[0])?.body ?? '';
  };
  const row = sustainedCeiling('sync-rest', 3050, 2700, 3);
  expect(told(row)).toContain('the empty pipeline: 6100 orders/s in 2 blocks, in which the smallest program had 3050.');
  expect(told({ ...row, samples: row.samples.map((each) => ({ ...each, empty: 3044 })) })).toContain(
    'the empty pipeline: 3044 orders/s in 2 blocks, in which the smallest program had 3050, so that these show no price of the promises.',
  );
  expect(met && judgeCeiling(met, 1)?.empty).toBeNull();
});
