import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newId } from '../../common/base/new-id.ts';
import { claimPolicy } from '../../common/messaging/claims.ts';
import type { Store } from '../../common/store/store.ts';
import { scratch } from '../../common/testing/scratch.ts';
import { type Call, callOutboxSchema, createCallOutbox } from '../call-outbox.ts';

/** Claims that run out in a fraction of a second. */
function hastily(): void {
  const usual = { ...claimPolicy };
  Object.assign(claimPolicy, { beatMs: 40, holdsMs: 200, runsOutMs: 400 });
  onTestFinished(() => void Object.assign(claimPolicy, usual));
}

/** One of several processes with one store, and what its relay made. */
function processWith(store: Store) {
  const outbox = createCallOutbox(store, []);
  const made: string[] = [];
  const make = async (call: Call) => {
    made.push(call.orderId);
    await store.transact((tx) => outbox.markDone(tx, call));
  };
  const add = () => store.transact((tx) => outbox.add(tx, { orderId: newId(), kind: 'reserve', body: '{}' }));
  return { outbox, made, add, start: () => outbox.start(make, () => {}) };
}

test('stored calls of a process that died are resumed by one other; those of a living one by itself', async () => {
  hastily();
  await using it = await scratch(callOutboxSchema);
  const [one, other, dying] = [it.store, await it.another(), await it.another()].map(processWith) as [
    ReturnType<typeof processWith>,
    ReturnType<typeof processWith>,
    ReturnType<typeof processWith>,
  ];
  for (let n = 0; n < 10; n++) await Promise.all([one.add(), other.add(), dying.add()]);
  await Promise.all([one.start(), other.start()]);
  await vi.waitFor(() => expect(one.made.length + other.made.length).toBe(30), { timeout: 10_000 });
  await setTimeout(2 * claimPolicy.runsOutMs);
  expect(one.made.length + other.made.length).toBe(30);
  expect(new Set([...one.made, ...other.made]).size).toBe(30);
  expect([one.outbox.depth(), other.outbox.depth()]).toEqual([0, 0]);
  await Promise.all([one.outbox.stop(1000), other.outbox.stop(1000)]);
});

test('whoever answers a call that another process has taken over meanwhile does not count it, and still looks for its own', async () => {
  hastily();
  await using it = await scratch(callOutboxSchema);
  const [paused, other] = [it.store, await it.another()].map((store) => createCallOutbox(store, []));
  if (!paused || !other) throw new Error('Two were made.');
  const call: Call = { orderId: newId(), kind: 'reserve', body: '{}' };
  await it.store.transact((tx) => paused.add(tx, call)); // it says nothing for a while, with this call in hand
  const begun = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const markOf = (outbox: typeof paused) => (one: Call) => it.store.transact((tx) => outbox.markDone(tx, one));
  await other.start(
    async (one) => {
      begun.resolve();
      await answered.promise;
      await markOf(other)(one);
    },
    () => {},
  );
  await begun.promise;
  await paused.start(markOf(paused), () => {});
  await markOf(paused)(call);
  expect(paused.depth()).toBe(0);
  await it.store.transact((tx) => paused.add(tx, { ...call, kind: 'release' }));
  await vi.waitFor(async () => expect(await undone(it.store)).toEqual([{ kind: 'reserve' }]), { timeout: 10_000 });
  answered.resolve();
  await vi.waitFor(() => expect([paused.depth(), other.depth()]).toEqual([0, 0]), { timeout: 10_000 });
  expect(await undone(it.store)).toEqual([]);
  await Promise.all([paused.stop(1000), other.stop(1000)]);
});

const undone = ({ reader }: Store) => reader.all('SELECT kind FROM calls WHERE done_at IS NULL');
