import { expect, test } from 'vitest';
import { none } from '../../faults/none.ts';
import { redeliver } from '../../faults/redeliver.ts';
import { tellsStory } from './story.ts';

const control = {
  experiment: 'failure' as const,
  fault: none,
  faultAt: { inject: 5, heal: 15 },
  block: 1,
  variation: null,
  without: [],
};

test('stamps are kept in trials made for the story, and in the first control of the faults', () => {
  expect(tellsStory({ ...control, experiment: 'latency', variation: { kind: 'story', value: 0 } })).toBe(true);
  expect(tellsStory(control)).toBe(true);
});

test.each([
  ['a later block', { block: 2 }],
  ['a fault', { fault: redeliver }],
  ['a protection switched off', { without: ['inbox'] }],
  ['what a protection costs', { faultAt: null }],
  [
    'the latencies that are ranked',
    { experiment: 'latency' as const, variation: { kind: 'base' as const, value: 100 } },
  ],
])('%s is measured without stamps', (_, change) => {
  expect(tellsStory({ ...control, ...change })).toBe(false);
});
