import { expect, test } from 'vitest';
import type { Journey } from '../trial/journey.ts';
import { effectsOf } from './fault-effects.ts';

const S = 1e6;
const span = { injected: 10 * S, healed: 20 * S, drained: null, loadEnd: 40 * S, end: 45 * S };

/** Ten orders a second, each completed 10 ms after it was due, unless said otherwise. */
function orders(seconds: number, change: (due: number) => Partial<Journey> = () => ({})): Journey[] {
  return Array.from({ length: seconds * 10 }, (_, n) => {
    const intended = n * 1e5;
    return {
      key: `k${n}`,
      intended,
      sent: intended,
      answered: intended + 5000,
      outcome: 'accepted',
      orderId: `o${n}`,
      completed: intended + 10_000,
      ...change(intended),
    };
  });
}

test('a fault that nobody feels is not detected, and all is normal when it is healed', () => {
  expect(effectsOf(orders(40), 0, span)).toEqual({
    slowMs: 250,
    detectedMs: null,
    tailNormalMs: 20_000,
    excessOrderSeconds: 0,
    drainedPerSecond: null,
    drainPauseMs: null,
  });
});

test('a refused order is noticed when it is answered', () => {
  const refused = (due: number) => (due === 12 * S ? ({ outcome: 'refused', completed: null } as const) : {});
  expect(effectsOf(orders(40, refused), 0, span).detectedMs).toBe(12_005);
});

test('who waits for a refusal notices it when he has waited too long', () => {
  const refused = (due: number) =>
    due === 12 * S ? ({ outcome: 'failed', answered: due + 3 * S, completed: null } as const) : {};
  expect(effectsOf(orders(40, refused), 0, span).detectedMs).toBe(12_250);
});

test('a late order is noticed when it has waited too long, however slow the very first ones were', () => {
  const late = (firstMs: number) => (due: number) =>
    due === 0 ? { completed: firstMs * 1000 } : due >= 12 * S && due < 20 * S ? { completed: 21 * S } : {};
  const noticed = [20, 60, 170, 1900].map((firstMs) => effectsOf(orders(40, late(firstMs)), 0, span).detectedMs);
  expect(new Set(noticed)).toEqual(new Set([12_250]));
});

test('where orders were as slow before the fault, nothing is told of who noticed it', () => {
  const slow = (due: number) => ({ completed: due + 0.3 * S });
  const effects = effectsOf(orders(40, slow), 0, span);
  expect([effects.slowMs, effects.detectedMs, effects.tailNormalMs]).toEqual([250, undefined, undefined]);
});

test('the tail is normal again when five seconds without a late order begin', () => {
  const late = (due: number) =>
    due < 10 * S || due > 26 * S || (due > 22 * S && due < 26 * S) ? {} : { completed: due + 3 * S };
  expect(effectsOf(orders(40, late), 0, span).tailNormalMs).toBe(26_000);
});

test('a load that ends too early leaves the tail open', () => {
  const late = (due: number) => (due > 37 * S ? { completed: due + 3 * S } : {});
  expect(effectsOf(orders(40, late), 0, { ...span, healed: 36 * S }).tailNormalMs).toBeNull();
});

test('extra waiting is summed up over the orders, and the unfinished wait until the end', () => {
  const late = (due: number) => {
    if (due === 12 * S) return { completed: due + 10_000 + 2 * S };
    return due === 39 * S ? { completed: null } : {};
  };
  // 2 s of one order, and 6 s less its usual 10 ms of another.
  expect(effectsOf(orders(40, late), 0, span).excessOrderSeconds).toBe(8);
});

test('the rate of working off leaves out the time until orders flow again', () => {
  const late = (due: number) => (due >= 10 * S && due < 20.5 * S ? { completed: 20.5 * S } : {});
  // 105 late ones and 5 that became due meanwhile, in half a second: nothing came in the half before.
  expect(effectsOf(orders(40, late), 0, { ...span, drained: 21 * S }).drainedPerSecond).toBe(220);
  expect(effectsOf(orders(40), 0, { ...span, drained: 20.1 * S }).drainedPerSecond).toBeNull();
});

test('what came in bursts has no rate, but the pause between them', () => {
  const bursts = (due: number) =>
    due >= 10 * S && due < 20.5 * S
      ? { completed: 20.5 * S }
      : due < 29 * S && due > 20 * S
        ? { completed: 29 * S }
        : {};
  // 106 at once, nothing for 8.5 s, and 85 at once: less than was offered, were it a rate.
  expect(effectsOf(orders(40, bursts), 0, { ...span, drained: 30 * S })).toMatchObject({
    drainedPerSecond: null,
    drainPauseMs: 8500,
  });
});
