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
  orders: new Map([['k', { status: 'confirmed', updatedAt: at }]]),
  cost: { requests: 2 * all.length, bytes: 500 * all.length },
  untilMs: 41_000,
  untilAtMs: Date.parse(at) + 40_000,
});

test('every wait counts from the moment the order was to be sent, and from when its outcome was decided', () => {
  const row = rowOf(measuredOf(Array.from({ length: 200 }, (_, n) => asked({ knownMs: 1000 + n }))));
  expect(row).toMatchObject({ placed: 200, known: 200, failed: 0, requestsPerOrder: 2, bytesPerOrder: 500 });
  expect(row.knownWithin).toEqual({ p50: 99, p90: null, max: 199 });
  expect(row.afterOutcome.max).toBe(5);
  const late = rowOf(measuredOf(Array.from({ length: 200 }, (_, n) => asked({ lateMs: n }))));
  expect(late).toMatchObject({ lateP99Ms: 197, lateMs: 199 });
});

test('whoever never knew is in every figure with the time that he waited', () => {
  const never = { knownMs: null, knownAtMs: null, orderId: null, status: null };
  const all = Array.from({ length: 300 }, (_, n) => asked(n < 200 ? never : {}));
  const row = rowOf(measuredOf(all));
  expect(row).toMatchObject({ placed: 300, known: 100, waitedMs: 40_000 });
  expect(row.knownWithin).toEqual({ p50: 40_000, p90: null, max: 40_000 });
  expect(row.afterOutcome).toEqual({ p50: 40_000, p90: null, max: 40_000 });
});

test('there is no time after an outcome that came only when nobody waited any more, or never', () => {
  const never = [asked({ knownMs: null, knownAtMs: null })];
  const later = new Date(Date.parse(at) + 40_001).toISOString();
  for (const order of [
    { status: 'confirmed', updatedAt: later },
    { status: 'pending', updatedAt: at },
  ] as const) {
    const row = rowOf({ ...measuredOf(never), orders: new Map([['k', order]]) });
    expect(row.afterOutcome.max).toBeNull();
    expect(row.knownWithin.max).toBe(40_000);
  }
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
