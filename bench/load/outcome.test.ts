import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';

const answer = (status: number) => outcomeOf({ kind: 'answer', status, body: '' });

test('2xx is accepted, and nothing else', () => {
  expect(answer(201)).toEqual({ count: 'accepted', type: 'ok', error: null });
  expect(answer(202).count).toBe('accepted');
  expect(answer(304).count).toBe('refused');
});

test('a validated 4xx is certain: nothing happened', () => {
  for (const status of [400, 413, 415, 422, 429])
    expect(answer(status)).toMatchObject({ count: 'refused', type: 'fail' });
});

test('409 and 5xx leave open what happened', () => {
  for (const status of [409, 500, 503, 504]) expect(answer(status)).toMatchObject({ count: 'failed', type: 'info' });
});

test('a refused connection is certain, a reset one is not', () => {
  expect(outcomeOf({ kind: 'error', code: 'ECONNREFUSED' })).toMatchObject({ count: 'connectionErrors', type: 'fail' });
  expect(outcomeOf({ kind: 'error', code: 'ECONNRESET' })).toMatchObject({ count: 'connectionErrors', type: 'info' });
});

test('a request that timed out while it waited for a connection was never sent', () => {
  expect(outcomeOf({ kind: 'timeout', hadConnection: false }).type).toBe('fail');
  expect(outcomeOf({ kind: 'timeout', hadConnection: true }).type).toBe('info');
  expect(outcomeOf({ kind: 'unfinished', hadConnection: true }).type).toBe('info');
});
