import { expect, test } from 'vitest';
import { createHands } from './hands.ts';

const itself = (id: string) => id;

test('what is in hand is not free, and is again once it was left', async () => {
  const hands = createHands();
  const read = async () => ['a', 'b'];
  hands.take('a');
  expect([hands.size, await hands.free(read, itself)]).toEqual([1, ['b']]);
  hands.leave('a');
  expect([hands.size, await hands.free(read, itself)]).toEqual([0, ['a', 'b']]);
});

test('what was finished while rows were read is not begun by its old row', async () => {
  const hands = createHands();
  hands.take('left meanwhile');
  const free = await hands.free(async () => {
    hands.leave('left meanwhile');
    hands.take('came and went');
    hands.leave('came and went');
    return ['left meanwhile', 'came and went', 'free'];
  }, itself);
  expect(free).toEqual(['free']);
});

test('a reading that failed is over', async () => {
  const hands = createHands();
  await expect(hands.free(() => Promise.reject(new Error('the store is away')), itself)).rejects.toThrow('away');
  expect(await hands.free(async () => ['a'], itself)).toEqual(['a']);
});
