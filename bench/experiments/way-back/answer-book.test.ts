import { expect, test } from 'vitest';
import { check, small } from '../../checkers/testing/small.ts';
import { createAnswerBook } from './answer-book.ts';
import type { Asked } from './follow.ts';

const { orders } = small().final;
const confirmed = { orderId: 'o1', status: 'confirmed', version: 2, totalMinor: 500, updatedAt: '' } as const;
const rejected = { orderId: 'o2', status: 'rejected', version: 2, updatedAt: '' } as const;

/** Two who wait for what becomes of the orders of the smallest run, and what the check says of what came to them. */
function waiting(way: 'callback' | 'reply') {
  const book = createAnswerBook();
  const asked = ['k1', 'k2'].map((key) => ({ key, way, orderId: null }) as Asked);
  for (const one of asked) book.expect(one);
  return {
    book,
    asked,
    judged() {
      const evidence = small();
      const callers = book.callers(orders);
      evidence.final.answers = callers && { ...callers, parked: [] };
      return check('told', evidence).outcome;
    },
  };
}

test.each(['callback', 'reply'] as const)('each %s is noted with the place to which it came', (way) => {
  const { book, asked, judged } = waiting(way);
  expect(book.take('k1', confirmed)).toBe(asked[0]);
  expect(judged()).toBe('violated');
  book.take('k2', rejected);
  expect(judged()).toBe('holds');
  expect(book.callers(orders)?.owed).toEqual([
    { orderId: 'o1', place: 'k1' },
    { orderId: 'o2', place: 'k2' },
  ]);
});

test('answers of two callers that were swapped are seen, though each believes that it was told of its own order', () => {
  const { book, asked, judged } = waiting('reply');
  for (const [at, answer] of [confirmed, rejected].toReversed().entries()) {
    (asked[at] as Asked).orderId = answer.orderId;
    book.take((asked[at] as Asked).key, answer);
  }
  expect(judged()).toBe('violated');
});

test('what comes to a place of nobody is counted, and breaks it', () => {
  const { book, judged } = waiting('callback');
  book.take('k1', confirmed);
  book.take('k2', rejected);
  expect(book.take('k3', confirmed)).toBeUndefined();
  expect(judged()).toBe('violated');
});

test('where nobody waits and nothing came, there is nothing to look at', () => {
  expect(createAnswerBook().callers(orders)).toBeNull();
});
