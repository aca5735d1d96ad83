import { expect, test } from 'vitest';
import type { Trial } from '../../record/run-file.ts';
import type { TrialUse } from '../../record/trial-use.ts';
import { cell, wrongIn } from '../testing/sample-work.ts';
import { wrongWords } from '../words/wrong-words.ts';

const others = { p50: 30_000, p90: null, p99: null, p999: null, max: 31_000, mean: 30_000, samples: 400 };
const failed: TrialUse = { usable: false, why: { kind: 'failed', error: 'no rest' } };
const batch = (half: number | null) => ({
  time: '20ms,1%=2s',
  others: half === null ? null : { ...others, p50: half },
});
const without = ['own-ack'];
const right = cell('async-rabbitmq', null, batch(30_000));

test('a wrong way that made its own window too short is told all the same, with that', () => {
  const use = { usable: false, why: { kind: 'window', seconds: 5, medianUs: 1_900_000 } } as const;
  const [way] = wrongIn([right, cell('async-rabbitmq', null, batch(1_900_000), { without, use })], 'whole batch');
  expect(way).toMatchObject({ mode: 'async-rabbitmq', cost: { wrongUs: 1_900_000, isShown: true } });
  expect(way && wrongWords(way)).toContain('may not have settled');
});

test('a prefetch that hoards is shown by the last order of a burst, and by none where nobody was proved away', () => {
  const timeline = { witness: 'inventory-2 ended' } as Trial['timeline'];
  const of = (doneSeconds: number | null, more: Partial<Trial>) =>
    cell(
      'async-rabbitmq',
      null,
      { time: '500ms', instances: 2, above: null, burst: { orders: 200, doneSeconds } },
      { fault: 'stop-one-inventory', timeline, ...more },
    );
  const wrong = of(12.6, { without: ['fair-prefetch'] });
  const words = (right: Trial) => wrongIn([right, wrong], 'hoarding').map(wrongWords).join('; ');
  expect(words(of(7.3, {}))).toBe('the last of 200 orders done after 12.6 s, and after 7.30 s done right');
  expect(words(of(12.4, {}))).toContain('NOT SHOWN');
  expect(words(of(null, {}))).toContain('void: the same done right');
  expect(words(of(7.3, { timeline: { ...timeline!, witness: null } }))).toContain('void: the same done right');
});

test('a wrong way whose trial came to nothing is void with the reason, and never called not measured', () => {
  const busy: TrialUse = { usable: false, why: { kind: 'generator', doubts: [{ kind: 'busy', cpuShare: 0.9 }] } };
  const words = (trials: Trial[], name = 'whole batch') => wrongIn(trials, name).map(wrongWords).join('; ');
  const wrong = (more: Partial<Trial>) => cell('async-rabbitmq', null, batch(1_900_000), { without, ...more });
  expect(words([right, wrong({ use: busy })])).toBe('void: the generator used 90% of a core');
  expect(words([{ ...right, use: busy }, wrong({})])).toBe(
    'void: the same done right: the generator used 90% of a core',
  );
  expect(words([right, cell('async-rabbitmq', null, batch(null), { without })])).toBe('void: it has no such figure');
  const early = { use: failed, verdicts: [], without: ['manual-ack'], fault: 'kill-inventory' };
  expect(words([cell('async-rabbitmq', null, { above: null }, early)], 'acknowledged early')).toContain('no rest');
});
