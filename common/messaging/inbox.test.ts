import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { createInbox, inboxSchema } from './inbox.ts';

const message = (id: string = randomUUID(), source = 'order-service') => ({ event: { id, source }, position: 'queue' });

/** An inbox that counts its duplicates. */
function counting(without: Parameters<typeof createInbox>[0] = []) {
  const it = { duplicates: 0, inbox: createInbox(without, () => void it.duplicates++) };
  return it;
}

test('a message is new once, even within one batch and across a restart', async () => {
  await using it = await scratch(inboxSchema);
  const [a, b] = [message(), message()];
  const counted = counting();
  const unseen = (batch: (typeof a)[]) => it.store.transact((tx) => counted.inbox.unseen(tx, batch));
  expect(await unseen([a, b, a])).toEqual([a, b]);
  await it.reopen();
  expect(await unseen([b, message('later')])).toEqual([message('later')]);
  expect(counted.duplicates).toBe(2);
});

test('of a large batch with messages that were applied before, the others are new, in their order', async () => {
  await using it = await scratch(inboxSchema);
  const batch = Array.from({ length: 203 }, () => message());
  const counted = counting();
  const unseen = (some: typeof batch) => it.store.transact((tx) => counted.inbox.unseen(tx, some));
  const before = batch.filter((_, n) => n % 7 === 0);
  await unseen(before);
  expect(await unseen([...batch, ...batch.slice(0, 20)])).toEqual(batch.filter((one) => !before.includes(one)));
  expect(counted.duplicates).toBe(before.length + 20);
});

test('an id that is no UUID tells events of one source apart, a UUID all events', async () => {
  await using it = await scratch(inboxSchema);
  const { inbox } = counting();
  const unseen = (batch: ReturnType<typeof message>[]) => it.store.transact((tx) => inbox.unseen(tx, batch));
  const [id, here, there] = [randomUUID(), 'shop/1', 'shop/2'];
  expect(await unseen([message('7', here), message('7', there), message('7', here)])).toHaveLength(2);
  expect(await unseen([message('7', there), message('8', here)])).toEqual([message('8', here)]);
  expect(await unseen([message(id, here), message(id, there)])).toEqual([message(id, here)]);
});

test('a message whose effect is undone is new again, and no duplicate was counted', async () => {
  await using it = await scratch(inboxSchema);
  const one = message();
  const counted = counting();
  const undone = it.store.transact(async (tx) => {
    await counted.inbox.unseen(tx, [one, one]);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(counted.duplicates).toBe(0);
  expect(await it.store.transact((tx) => counted.inbox.unseen(tx, [one]))).toEqual([one]);
});

test('a repeated call gets the first answer and has no second effect', async () => {
  await using it = await scratch(inboxSchema);
  const counted = counting();
  let effects = 0;
  const call = () =>
    it.store.transact((tx) => counted.inbox.once(tx, 'reserve:1', async () => ({ effect: ++effects })));
  expect(await Promise.all([call(), call(), call()])).toEqual([{ effect: 1 }, { effect: 1 }, { effect: 1 }]);
  expect(counted.duplicates).toBe(2);
});

test('a call that failed may be made again', async () => {
  await using it = await scratch(inboxSchema);
  const { inbox } = counting();
  const call = (work: () => Promise<string>) => it.store.transact((tx) => inbox.once(tx, 'send:1', work));
  await expect(call(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await call(async () => 'done')).toBe('done');
});

test('switched off, everything is new', async () => {
  await using it = await scratch(inboxSchema);
  const { inbox } = counting(['inbox']);
  const one = message();
  expect(await it.store.transact((tx) => inbox.unseen(tx, [one, one]))).toHaveLength(2);
});
