import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockWrites } from '../store/inspector.ts';
import type { Store } from '../store/store.ts';
import { placed } from '../testing/samples.ts';
import { type Scratch, scratch } from '../testing/scratch.ts';
import { claimPolicy } from './claims.ts';
import { createOutbox, outboxSchema, type Publish } from './outbox.ts';
import { outboxPolicy } from './outbox-policy.ts';

/** The outbox of several processes with one store: each has a store of its own to the same schema. */
const hooks = { beforePublish() {}, beforeMark() {}, failed() {} };
const WAIT = { timeout: 10_000, interval: 10 };

/** Claims that run out in a fraction of a second. */
function hastily(): void {
  const usual = { ...claimPolicy };
  Object.assign(claimPolicy, { beatMs: 40, holdsMs: 200, runsOutMs: 400 });
  onTestFinished(() => void Object.assign(claimPolicy, usual));
}

/** A process: its store, its outbox, and what its broker took of it. */
function processWith(store: Store) {
  const outbox = createOutbox(store, 'order-service', []);
  const taken: string[] = [];
  const it = {
    outbox,
    taken,
    refuses: false,
    add: (data = placed()) => store.transact((tx) => outbox.add(tx, [{ type: 'OrderPlaced', data }])),
    start: () => outbox.start(publish, hooks),
    /** As by SIGKILL: it says nothing more, and nothing of it is put in order. */
    die: () => store.close(),
  };
  const publish: Publish = async (rows) => {
    if (it.refuses) throw new Error('the broker is away');
    taken.push(...rows.map(({ messageId }) => messageId));
    return rows;
  };
  return it;
}

const two = async (it: Scratch) => [processWith(it.store), processWith(await it.another())] as const;

test('two relays of one store publish each event once, and each counts its own', async () => {
  await using it = await scratch(outboxSchema);
  const [one, other] = await two(it);
  await Promise.all([one.start(), other.start()]);
  await Promise.all(Array.from({ length: 300 }, (_, n) => (n % 3 === 0 ? other : one).add()));
  await vi.waitFor(() => expect([one.outbox.depth(), other.outbox.depth()]).toEqual([0, 0]), WAIT);
  expect([one.taken.length, other.taken.length]).toEqual([200, 100]);
  expect(new Set([...one.taken, ...other.taken]).size).toBe(300);
  await Promise.all([one.outbox.stop(100), other.outbox.stop(100)]);
});

test('the claim of a dead one runs out: another one publishes what it left, once', async () => {
  hastily();
  await using it = await scratch(outboxSchema);
  const [one, other] = await two(it);
  await Promise.all([one.start(), other.start()]);
  one.refuses = true;
  for (let n = 0; n < 5; n++) await one.add();
  await setTimeout(2 * claimPolicy.runsOutMs); // alive, and its broker away: its events stay its own
  expect(other.taken).toEqual([]);
  await one.die();
  await vi.waitFor(() => expect(new Set(other.taken).size).toBe(5), WAIT);
  await vi.waitFor(() => expect(other.outbox.depth()).toBe(0), WAIT);
  expect(other.taken).toHaveLength(5);
  await other.outbox.stop(100);
});

test('of three, two that see a third one die publish what it left once', async () => {
  hastily();
  await using it = await scratch(outboxSchema);
  const dying = processWith(await it.another());
  const [one, other] = await two(it);
  for (let n = 0; n < 20; n++) await dying.add(); // it died before it could say that it is there
  await dying.die();
  await Promise.all([one.start(), other.start()]);
  await vi.waitFor(() => expect(one.taken.length + other.taken.length).toBe(20), WAIT);
  await setTimeout(2 * claimPolicy.runsOutMs);
  expect(new Set([...one.taken, ...other.taken]).size).toBe(20);
  expect(one.taken.length + other.taken.length).toBe(20);
  await Promise.all([one.outbox.stop(100), other.outbox.stop(100)]);
});

test('who cannot say that it is there publishes nothing until it can again', async () => {
  hastily();
  await using it = await scratch(outboxSchema);
  const one = processWith(it.store);
  one.refuses = true;
  await one.start();
  await one.add();
  const release = await lockWrites(it.folder, 'test');
  await setTimeout(2 * claimPolicy.holdsMs);
  one.refuses = false;
  await setTimeout(2 * outboxPolicy.retryMs);
  expect(one.taken).toEqual([]);
  await release();
  await vi.waitFor(() => expect(one.outbox.depth()).toBe(0), WAIT);
  expect(one.taken).toHaveLength(1);
  await one.outbox.stop(100);
});

test('what somebody leaves at its end in order is published by another one at once', async () => {
  await using it = await scratch(outboxSchema);
  const [one, other] = await two(it);
  await Promise.all([one.start(), other.start()]);
  one.refuses = true;
  await one.add();
  await one.outbox.stop(50);
  await one.die();
  const since = performance.now();
  await vi.waitFor(() => expect(other.taken).toHaveLength(1), WAIT);
  expect(performance.now() - since).toBeLessThan(claimPolicy.runsOutMs);
  await other.outbox.stop(100);
});
