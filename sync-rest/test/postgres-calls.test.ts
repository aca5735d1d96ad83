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
