import { expect, test } from 'vitest';
import type { Asked } from './follow.ts';
import { doubtsOf, type Measured, rowOf, spreadOf } from './way-back-figures.ts';

const at = '2026-01-01T00:00:00.000Z';

/** An order that was to be sent at 1000 ms. */
const asked = (change: Partial<Asked>): Asked => ({
  key: 'k',
  way: 'ask',
  body: { customer: { name: 'Ada', email: 'k@load.example' }, items: [] },
  intendedMs: 1000,
  knownMs: 1010,
  knownAtMs: Date.parse(at) + 5,
  orderId: 'o1',
  status: 'confirmed',
  ...change,
});

const measuredOf = (all: Asked[]): Measured => ({
  mode: 'sync-rest',
  situation: 'steady',
  way: 'ask',
  asked: all,
  orders: new Map([['o1', { updatedAt: at }]]),
  cost: { requests: 2 * all.length, bytes: 500 * all.length },
  lateMs: 0,
});

test('every wait counts from the moment the order was to be sent, and from its stored outcome', () => {
  const row = rowOf(measuredOf(Array.from({ length: 200 }, (_, n) => asked({ knownMs: 1000 + n }))));
  expect(row).toMatchObject({ placed: 200, known: 200, failed: 0, requestsPerOrder: 2, bytesPerOrder: 500 });
  expect(row.knownWithin).toEqual({ p50: 99, p90: null, max: 199 });
  expect(row.afterOutcome.max).toBe(5);
});

test('a quantile is told only where there are orders enough for it', () => {
  expect(spreadOf([])).toEqual({ p50: null, p90: null, max: null });
  expect(spreadOf(Array.from({ length: 199 }, () => 1))).toMatchObject({ p50: null, max: 1 });
  expect(spreadOf(Array.from({ length: 1000 }, (_, n) => n))).toMatchObject({ p50: 499, p90: 899 });
});

test('a caller who never knew is told, and one whose own doing the wait may be', () => {
  const never = rowOf(measuredOf([asked({ knownMs: null }), asked({})]));
  expect(doubtsOf([never]).violated).toEqual(['sync-rest, steady, ask: 1 of 2 callers never knew']);
  const late = rowOf({ ...measuredOf([asked({})]), lateMs: 1500 });
  expect(doubtsOf([late]).unknown).toHaveLength(1);
  expect(doubtsOf([rowOf(measuredOf([]))]).unknown).toHaveLength(1);
  expect(doubtsOf([rowOf(measuredOf([asked({})]))])).toEqual({ violated: [], unknown: [] });
});
