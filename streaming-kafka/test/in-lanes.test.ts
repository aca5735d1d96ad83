import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createThrottle } from '../../common/messaging/throttle.ts';
import { inLanes } from '../transport/in-lanes.ts';
import type { FetchedBatch } from '../transport/mended-client.ts';

/** One partition with a record per key, as a consumer that fetches from `next` on is given it. */
function reader(atOnce: number) {
  const lanes = inLanes(atOnce, createThrottle(0, 1), 10);
  const told: bigint[] = [];
  const work = new Map<string, PromiseWithResolvers<void>>();
  let next = 0;
  const take = (keys: string[], end = next + keys.length) => {
    const messages = keys.map((key, at) => ({ key: Buffer.from(key), offset: String(next + at) }));
    const batch = {
      topic: 'orders',
      partition: 0,
      fetchedOffset: String(next),
      messages,
      lastOffset: () => String(end - 1),
    };
    return lanes.take(batch as unknown as FetchedBatch, {
      work(raw) {
        const one = Promise.withResolvers<void>();
        work.set(String(raw.key), one);
        return one.promise;
      },
      goOn: () => true,
      heartbeat: async () => {},
      resolveOffset: (last) => {
        next = Number(last) + 1;
      },
      tell: (reached) => void told.push(reached),
    });
  };
  const finish = async (key: string) => {
    work.get(key)?.resolve();
    await setImmediate();
  };
  const fail = async (key: string) => {
    work.get(key)?.reject(new Error(`${key} fails`));
    await setImmediate();
  };
  return { lanes, take, finish, fail, told, work, next: () => next };
}

test('what is finished early is told when all before it is finished too', async () => {
  const { take, finish, told, next } = reader(3);
  await take(['a', 'b', 'c'], 5); // two more offsets belong to nobody
  expect(next()).toBe(3);
  await finish('c');
  await finish('b');
  expect(told).toEqual([0n, 0n]);
  await finish('a');
  expect(told.at(-1)).toBe(5n);
});

test('where a record must be read again its partition goes back to it, and nothing behind it was told', async () => {
  const { take, finish, fail, told, next } = reader(3);
  await take(['a', 'b', 'c']);
  await finish('a');
  await finish('c');
  await fail('b');
  await expect(take([])).rejects.toThrow('b fails');
  expect(next()).toBe(1);
  expect(Math.max(...told.map(Number))).toBe(1);
  await take(['b', 'c']);
  await finish('c');
  await finish('b');
  expect(told.at(-1)).toBe(3n);
});

test('after the group was joined again, what was begun before tells nothing', async () => {
  const { lanes, take, finish, told } = reader(2);
  await take(['a', 'b']);
  lanes.joined();
  await finish('a');
  await finish('b');
  expect(told).toEqual([]);
});

test('no more is taken than has a place: the rest of a batch waits for it', async () => {
  const { take, finish, work, next } = reader(1);
  const taking = take(['a', 'b', 'c', 'd']);
  await setImmediate();
  expect([...work.keys()]).toEqual(['a']);
  expect(next()).toBeLessThan(4);
  for (const key of ['a', 'b', 'c', 'd']) {
    await expect.poll(() => work.has(key)).toBe(true);
    await finish(key);
  }
  await taking;
  expect(next()).toBe(4);
});
