import { expect, test } from 'vitest';
import type { Asked } from './follow.ts';
import { type Measured, rowOf, spreadOf, unheardIn, whyNone } from './way-back-figures.ts';

const at = '2026-01-01T00:00:00.000Z';

/** An order that was to be sent at 1000 ms. */
const asked = (change: Partial<Asked>): Asked => ({
  key: 'k',
  way: 'ask',
  body: { customer: { name: 'Ada', email: 'k@load.example' }, items: [] },
  intendedMs: 1000,
  lateMs: 0,
  knownMs: 1010,
  knownAtMs: Date.parse(at) + 5,
  orderId: 'o1',
  status: 'confirmed',
  ...change,
});

const measuredOf = (all: Asked[]): Measured => ({
  situation: 'steady',
  way: 'ask',
  asked: all,
  orders: new Map([['o1', { updatedAt: at }]]),
  cost: { requests: 2 * all.length, bytes: 500 * all.length },
});

test('every wait counts from the moment the order was to be sent, and from its stored outcome', () => {
  const row = rowOf(measuredOf(Array.from({ length: 200 }, (_, n) => asked({ knownMs: 1000 + n }))));
  expect(row).toMatchObject({ placed: 200, known: 200, failed: 0, requestsPerOrder: 2, bytesPerOrder: 500 });
  expect(row.knownWithin).toEqual({ p50: 99, p90: null, max: 199 });
  expect(row.afterOutcome.max).toBe(5);
  const late = rowOf(measuredOf(Array.from({ length: 200 }, (_, n) => asked({ lateMs: n }))));
  expect(late).toMatchObject({ lateP99Ms: 197, lateMs: 199 });
});

test('a quantile is told only where there are orders enough for it', () => {
  expect(spreadOf([])).toEqual({ p50: null, p90: null, max: null });
  expect(spreadOf(Array.from({ length: 199 }, () => 1))).toMatchObject({ p50: null, max: 1 });
  expect(spreadOf(Array.from({ length: 1000 }, (_, n) => n))).toMatchObject({ p50: 499, p90: 899 });
});

test('callers who never knew are counted, and figures are none where nothing was placed', () => {
  const never = rowOf(measuredOf([asked({ knownMs: null }), asked({})]));
  expect(unheardIn([never])).toBe(1);
  expect(whyNone([never])).toBeNull();
  expect(whyNone([rowOf(measuredOf([]))])).toContain('nothing was placed');
  expect(unheardIn([rowOf(measuredOf([asked({})]))])).toBe(0);
});
