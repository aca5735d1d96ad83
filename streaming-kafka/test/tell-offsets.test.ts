import { expect, onTestFinished, test, vi } from 'vitest';
import { serviceContext } from '../../common/testing/service-context.ts';
import { createOffsets } from '../transport/tell-offsets.ts';

/** `told` is what the broker was told, in order; it takes nothing while `refuses`. */
function newOffsets() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const told: string[][] = [];
  const broker = { refuses: false };
  const offsets = createOffsets(serviceContext({}).log, async (all) => {
    if (broker.refuses) throw new Error('The broker is gone.');
    told.push(all.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`));
  });
  return { offsets, told, broker };
}

test('offsets of all partitions are told together, of each the newest, a moment after the first', async () => {
  const { offsets, told } = newOffsets();
  offsets.teller('a', 0)(1n);
  offsets.teller('a', 1)(5n);
  offsets.teller('a', 0)(2n);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(told).toEqual([['a/0/2', 'a/1/5']]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toHaveLength(1);
});

test('whoever stops has all of them told at once', async () => {
  const { offsets, told } = newOffsets();
  offsets.teller('a', 0)(1n);
  await offsets.tell();
  expect(told).toEqual([['a/0/1']]);
});

test('what the broker did not take is told again, unless there is something newer', async () => {
  const { offsets, told, broker } = newOffsets();
  const [one, other] = [offsets.teller('a', 0), offsets.teller('a', 1)];
  broker.refuses = true;
  one(1n);
  other(7n);
  await vi.advanceTimersByTimeAsync(50);
  one(2n);
  broker.refuses = false;
  await vi.advanceTimersByTimeAsync(50);
  expect(told).toEqual([['a/0/2', 'a/1/7']]);
});

test('after a rebalance nothing is told of what was read before: it may be another member that reads there', async () => {
  const { offsets, told } = newOffsets();
  const before = offsets.teller('a', 0);
  before(1n);
  offsets.joined();
  before(2n);
  offsets.teller('a', 1)(3n);
  await vi.advanceTimersByTimeAsync(50);
  expect(told).toEqual([['a/1/3']]);
});
