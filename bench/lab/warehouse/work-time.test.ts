import { expect, test } from 'vitest';
import { drawWorkMs, mostPerSecond, parseWorkTime, takesTime, type WorkTime } from './work-time.ts';

const orders = Array.from({ length: 20_000 }, (_, number) => `order-${number}`);
const timeOf = (text: string) => parseWorkTime(text) as WorkTime;
const drawn = (text: string, seed = 1) => orders.map((orderId) => drawWorkMs(timeOf(text), seed, orderId));
const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;

test('no work at all is written 0', () => {
  expect(parseWorkTime('0')).toBeNull();
});

test('a constant time is what every order takes', () => {
  expect(drawWorkMs(timeOf('20ms'), 1, 'one')).toBe(20);
  expect(drawWorkMs(timeOf('1.5s'), 2, 'other')).toBe(1500);
});

test('a warehouse that is asked and answers at once is written 0ms', () => {
  expect(drawWorkMs(timeOf('0ms'), 1, 'one')).toBe(0);
  expect(['0ms', '0s', '0ms,1%=2s', '20ms'].map((text) => takesTime(timeOf(text)))).toEqual([false, false, true, true]);
});

test('an exponential time has the mean that was asked for, and half of the orders take less than 0.7 of it', () => {
  const all = drawn('exp:20ms');
  expect(mean(all)).toBeGreaterThan(19);
  expect(mean(all)).toBeLessThan(21);
  const below = all.filter((ms) => ms < 20 * Math.LN2).length / all.length;
  expect(below).toBeGreaterThan(0.48);
  expect(below).toBeLessThan(0.52);
});

test('of a slow share about as many orders are slow, and the others are not', () => {
  const all = drawn('20ms,1%=2s');
  const slow = all.filter((ms) => ms === 2000).length;
  expect(slow).toBeGreaterThan(150);
  expect(slow).toBeLessThan(250);
  expect(all.filter((ms) => ms === 20)).toHaveLength(all.length - slow);
});

test('an order takes as long whenever it is asked for, and another time with another seed', () => {
  expect(drawn('exp:20ms')).toEqual(drawn('exp:20ms'));
  expect(drawn('exp:20ms', 2)).not.toEqual(drawn('exp:20ms'));
});

test('what can be finished per second is what is worked on at once, by its mean time', () => {
  expect(mostPerSecond(timeOf('20ms'), 8)).toBe(400);
  expect(mostPerSecond(timeOf('20ms,1%=2s'), 8)).toBeCloseTo(8000 / (0.99 * 20 + 0.01 * 2000));
});

test.each([
  ['', 'Expected 0, or a time such as 20ms'],
  ['20', 'in ms or s, got "20"'],
  ['-5ms', 'in ms or s, got "-5ms"'],
  ['61s', 'of at most 60s'],
  ['gauss:20ms', 'got "gauss:20ms"'],
  ['20ms,2s', 'Expected a slow share such as 1%=2s, got "2s"'],
  ['20ms,0%=2s', 'Expected a share above 0% and below 100%'],
  ['20ms,100%=2s', 'Expected a share above 0% and below 100%'],
  ['20ms,1%=2', 'in ms or s, got "2"'],
  ['20ms,1%=2s,1%=3s', 'one slow share at most'],
])('%j is refused with what was expected', (text, told) => {
  expect(() => parseWorkTime(text)).toThrow(told);
});
