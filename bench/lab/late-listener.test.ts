import { expect, test, vi } from 'vitest';
import { allOrNone } from './late-listener.ts';

const listener = () => ({ dismiss: vi.fn(async () => {}) });

test('where one listener does not become ready, those that did are dismissed, also one that does later', async () => {
  const [soon, late] = [listener(), listener()];
  const later = Promise.withResolvers<typeof late>();
  const starting = allOrNone([Promise.resolve(soon), Promise.reject(new Error('never ready')), later.promise]);
  const told = expect(starting).rejects.toThrow('never ready');
  later.resolve(late);
  await told;
  expect(soon.dismiss).toHaveBeenCalledOnce();
  expect(late.dismiss).toHaveBeenCalledOnce();
});

test('where all become ready, they come in the order in which they were started', async () => {
  const [first, second] = [listener(), listener()];
  expect(await allOrNone([Promise.resolve(first), Promise.resolve(second)])).toEqual([first, second]);
  expect(first.dismiss).not.toHaveBeenCalled();
});
