import { expect, test } from 'vitest';
import { type Moment, paced } from './paced.ts';

test('each in turn, none before its time, and each told how late it is', async () => {
  const items = Array.from({ length: 100 }, (_, n) => ({ n, atMs: n * 2.5 }));
  const acted: { n: number; atMs: number; nowMs: number; moment: Moment }[] = [];
  await paced(items, ({ n, atMs }, moment) => acted.push({ n, atMs, nowMs: performance.now(), moment }));
  expect(acted.map(({ n }) => n)).toEqual(items.map(({ n }) => n));
  const [first] = acted;
  for (const { atMs, nowMs, moment } of acted) {
    expect(moment.lateMs).toBeGreaterThanOrEqual(0);
    expect(moment.intendedMs - (first?.moment.intendedMs ?? 0)).toBeCloseTo(atMs, 6);
    // two clocks are read one after the other
    expect(nowMs).toBeGreaterThan(moment.intendedMs + moment.lateMs - 1);
  }
});

test('what fails ends it', async () => {
  const fails = () => {
    throw new Error('no');
  };
  await expect(paced([{ atMs: 0 }, { atMs: 1 }], fails)).rejects.toThrow('no');
  await paced([], fails);
});
