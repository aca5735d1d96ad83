import { expect, test } from 'vitest';
import { goodHistory } from '../../checkers/testing/good-history.ts';
import { modes } from '../../modes.ts';
import { sagaFigures } from './saga-figures.ts';
import { sagaLines } from './saga-lines.ts';

const seeds = Array.from({ length: 30 }, (_, seed) => seed);

test('what a trial came to is counted per order, and from the orders themselves', () => {
  const paid = seeds
    .map((seed) => goodHistory({ seed }))
    .filter(({ final, mode }) => final?.money && mode.answer === 'promise');
  expect(paid.length).toBeGreaterThan(3);
  for (const { mode, final, history } of paid) {
    if (!final) throw new Error('expected final reads');
    const used = { calls: 0, providerCalls: final.orders.length, cpuSeconds: 1, brokerCpuSeconds: 0 };
    const figures = sagaFigures(mode, { final, operations: history, ...used });
    expect(figures.orders).toBe(final.orders.length);
    expect(figures.providerCallsPerOrder).toBe(1);
    expect(figures.cpuMsPerOrder).toBeCloseTo(1000 / final.orders.length);
    expect(figures.messagesPerOrder).toBeGreaterThan(1);
    expect(figures.completionP90Ms).toBeGreaterThanOrEqual(figures.completionP50Ms);
    expect(figures.confirmed).toBe(final.orders.filter(({ status }) => status === 'confirmed').length);
  }
});

test('every file that is counted is there, and who drives has more to read than who reacts', () => {
  for (const mode of modes) {
    const sums = mode.payment.shapes.map((shape) => sagaLines(mode, shape).reduce((sum, { lines }) => sum + lines, 0));
    expect(Math.min(...sums)).toBeGreaterThan(100);
    if (sums[1] !== undefined) expect(sums[0]).toBeGreaterThan(sums[1]);
  }
});
