import { expect, test } from 'vitest';
import { goodHistory } from '../../checkers/testing/good-history.ts';
import { Latencies } from '../../measure/latencies.ts';
import { modes } from '../../modes.ts';
import { keyOf } from '../../record/attempt-key.ts';
import { latenciesOf } from '../figures/trial-figures.ts';
import { type Journey, journeysOf } from '../trial/journey.ts';
import { sagaFigures } from './saga-figures.ts';
import { sagaLines } from './saga-lines.ts';

const seeds = Array.from({ length: 30 }, (_, seed) => seed);
const empty = new Latencies().encode();
const load = {
  histograms: { acceptance: empty, service: empty, connection: empty, sendDelay: empty, errors: empty },
};

/** Paid trials in which all was right, with their orders in the order in which they were due. */
const paid = seeds
  .map((seed) => goodHistory({ seed }))
  .flatMap(({ final, history, mode }) =>
    final?.money && mode.answer === 'promise' ? [{ final, journeys: journeysOf(history, final) }] : [],
  );
const used = { calls: 0, providerCalls: 0, cpuSeconds: 1, brokerCpuSeconds: 0 };

/** Times are of so many orders: each of the trial once more, as often as it takes. */
function figuresIn({ final, journeys }: (typeof paid)[number], from: number, to: number, endUs = to, samples = 1000) {
  const counted = journeys.filter(({ intended }) => intended >= from && intended < to);
  const timed = counted.filter(({ outcome }) => outcome === 'accepted');
  const many = Array.from({ length: samples }, (_, n) => timed[n % timed.length] as Journey);
  const { completion } = latenciesOf(load, many, endUs);
  return sagaFigures({ final, journeys, from, to, completion, ...used, providerCalls: final.orders.length });
}

test('what a trial came to is counted per order, and from the orders themselves', () => {
  expect(paid.length).toBeGreaterThan(3);
  for (const one of paid) {
    const figures = figuresIn(one, 0, Infinity, 1e12);
    expect(figures.orders).toBe(one.final.orders.length);
    expect(figures.providerCallsPerOrder).toBe(1);
    const done = one.journeys.filter(({ completed }) => completed !== null).length;
    expect(figures.cpuMsPerOrder).toBeCloseTo(1000 / done);
    expect(figures.messagesPerOrder).toBeGreaterThan(1);
    expect(figures.completionP90Ms).toBeGreaterThanOrEqual(figures.completionP50Ms ?? Infinity);
    expect(figures.confirmed).toBe(one.final.orders.filter(({ status }) => status === 'confirmed').length);
    const { orders, confirmed, declined, failed, refused = 0 } = figures;
    expect(confirmed + declined + failed + refused).toBeLessThanOrEqual(orders);
  }
});

test('what was due in the warm-up is in no figure but those of the whole trial', () => {
  for (const one of paid) {
    const due = one.journeys.map(({ intended }) => intended).toSorted((a, b) => a - b);
    const from = due[Math.floor(due.length / 2)] ?? 0;
    const figures = figuresIn(one, from, Infinity, 1e12);
    const later = new Set(one.journeys.filter(({ intended }) => intended >= from).map(({ key }) => key));
    const own = one.final.orders.filter((order) => later.has(keyOf(order) ?? ''));
    expect(figures.orders).toBe(own.length);
    expect(figures.orders).toBeLessThan(one.final.orders.length);
    expect(figures.confirmed).toBe(own.filter(({ status }) => status === 'confirmed').length);
    const done = one.journeys.filter(({ completed }) => completed !== null && completed >= from).length;
    expect(figures.cpuMsPerOrder).toBeCloseTo(1000 / done);
  }
});

test('orders that never were completed are in the tail, as late as the trial could see', () => {
  const [one] = paid;
  if (!one) throw new Error('expected a paid trial');
  const [first] = one.journeys.filter(({ completed }) => completed !== null);
  const journeys = one.journeys.map((journey) =>
    journey === first || journey.outcome !== 'accepted' ? journey : { ...journey, completed: null },
  );
  expect(figuresIn({ ...one, journeys }, 0, Infinity, 1e12).completionP50Ms).toBeGreaterThan(1e8);
});

test('a median is told of 200 orders or more, 90% of 1000 or more', () => {
  const [one] = paid;
  if (!one) throw new Error('expected a paid trial');
  const told = (samples: number) => figuresIn(one, 0, Infinity, 1e12, samples);
  expect(told(199)).toMatchObject({ completionP50Ms: null, completionP90Ms: null });
  expect(told(999)).toMatchObject({ completionP50Ms: expect.any(Number), completionP90Ms: null });
  expect(told(1000)).toMatchObject({ completionP90Ms: expect.any(Number) });
});

test('every file that is counted is there, and who drives has more to read than who reacts', () => {
  for (const mode of modes) {
    const sums = mode.payment.shapes.map((shape) => sagaLines(mode, shape).reduce((sum, { lines }) => sum + lines, 0));
    expect(Math.min(...sums)).toBeGreaterThan(100);
    if (sums[1] !== undefined) expect(sums[0]).toBeGreaterThan(sums[1]);
  }
});

test('the same roles are counted in every mode: the whole order service is on every side, or on none', () => {
  for (const mode of modes) {
    for (const shape of mode.payment.shapes) {
      const files = sagaLines(mode, shape).map(({ file }) => file);
      for (const role of ['order-service', 'inventory-service', 'payment-service']) {
        expect(files).toContain(`${mode.name}/${role}.ts`);
        if (mode.medium.kind !== 'calls') expect(files).toContain(`common/service/${role}.ts`);
      }
      expect(new Set(files).size).toBe(files.length);
    }
  }
});
