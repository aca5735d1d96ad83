import { expect, test } from 'vitest';
import type { Trial } from '../../record/run-file.ts';
import type { Outcome } from '../../record/verdict.ts';
import { chooseHistories } from './trim-run.ts';

const stored = (id: string, bytes: number, outcome: Outcome = 'holds', more: Partial<Trial> = {}) => ({
  bytes,
  trial: {
    id,
    experiment: 'failure',
    block: 1,
    without: [],
    expects: null,
    timeline: {},
    verdicts: [{ check: 'stuck', outcome }],
    ...more,
  } as unknown as Trial,
});
const proof = (id: string, bytes: number) => stored(id, bytes, 'violated', { without: ['outbox'], expects: ['stuck'] });

test('with room for all, all are kept', () => {
  const all = [stored('a', 10), stored('b', 10, 'violated')];
  expect(chooseHistories(all, 20)).toEqual({ kept: ['b', 'a'], leftOut: [] });
});

test('what does not hold goes before proofs, proofs before what holds', () => {
  const all = [stored('good', 10), proof('proof', 10), stored('bad', 10, 'unknown')];
  expect(chooseHistories(all, 10).kept).toEqual(['bad']);
  expect(chooseHistories(all, 20).kept).toEqual(['bad', 'proof']);
});

test('of the proofs, the small ones are kept', () => {
  expect(chooseHistories([proof('large', 30), proof('small', 10)], 30).kept).toEqual(['small']);
});

test('the first block goes before later ones, and operations that nothing can be judged by come last', () => {
  const latency = stored('latency', 10, 'holds', { experiment: 'latency' });
  const later = stored('later', 10, 'holds', { block: 2 });
  const all = [latency, later, stored('first', 10)];
  expect(chooseHistories(all, 30).kept).toEqual(['first', 'later', 'latency']);
  expect(chooseHistories(all, 10).leftOut).toEqual(['later', 'latency']);
});
