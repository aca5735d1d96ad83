import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { Protection } from '../base/protections.ts';
import type { OrderAnswer } from '../contracts/answers.ts';
import { findOrder, insertOrder, orderSchema, updateOrders } from '../store/order-store.ts';
import { type Store, StoreUnavailable, type Tx } from '../store/store.ts';
import { pending, placed, reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { settleOrder } from '../workflow/settle-order.ts';
import { claimPolicy } from './claims.ts';
import { createOwedAnswers, owedPolicy, type SendAnswer, Unsendable, WayIsGone } from './owed-answers.ts';
import { type Owed, owedSchema } from './owed-rows.ts';

const policies = [
  [owedPolicy, { ...owedPolicy }],
  [claimPolicy, { ...claimPolicy }],
] as const;
afterEach(() => {
  for (const [policy, before] of policies) Object.assign(policy, before);
});

const to: Owed = { way: 'callback', target: 'https://shop.example/told', correlation: null };
const withOwed = orderSchema + owedSchema;

/** The owed answers of one process with this store, and what it sent. */
function processOf(
  store: Store,
  {
    without = [] as Protection[],
    tries = 3,
    send,
  }: Partial<{ without: Protection[]; tries: number; send: SendAnswer }> = {},
) {
  Object.assign(owedPolicy, { firstWaitMs: 1, everyMs: 5 });
  const sent: OrderAnswer[] = [];
  const parked: string[] = [];
  const answers = createOwedAnswers(
    store,
    without,
    tries,
    async (owed, answer) => {
      sent.push(answer);
      await send?.(owed, answer);
    },
    { parked: (_, reason) => void parked.push(reason), failed: () => {} },
  );
  return { answers, sent, parked, store };
}

const place = async ({ answers, store }: Pick<ReturnType<typeof processOf>, 'answers' | 'store'>, owed = to) => {
  const order = pending();
  await store.transact(async (tx) => {
    await insertOrder(tx, order);
    await answers.add(tx, order.orderId, owed);
  });
  return order;
};

const settle = (store: Store, { orderId, items }: { orderId: string; items: { sku: string; quantity: number }[] }) =>
  store.transact(async (tx) => {
    const order = await findOrder(tx, orderId);
    const settled = order && settleOrder(order, reserved(placed(items, orderId)), new Date().toISOString());
    if (settled) await updateOrders(tx, [settled]);
  });

const rowsOf = (store: Store) =>
  store.reader.all<{ told: number | null; parked: string | null; tries: number }>(
    'SELECT told_version AS told, parked_reason AS parked, tries FROM owed_answers',
  );
const isSettled = ({ answers }: ReturnType<typeof processOf>) =>
  vi.waitFor(() => expect(answers.depth()).toBe(0), 10_000);

test('an answer is sent once its order has an outcome, and not before', async () => {
  await using it = await scratch(withOwed);
  const one = processOf(it.store);
  await one.answers.start();
  const order = await place(one);
  expect([one.answers.depth(), one.sent]).toEqual([1, []]);
  await settle(it.store, order);
  await isSettled(one);
  expect(one.sent).toMatchObject([{ orderId: order.orderId, status: 'confirmed', version: 2, totalMinor: 20 }]);
  expect(JSON.stringify(one.sent)).not.toContain('ada');
  expect(await rowsOf(it.store)).toEqual([{ told: 2, parked: null, tries: 1 }]);
  await one.answers.stop(1000);
});

test('one that is not taken is sent again, and parked with its reason when it is out of tries', async () => {
  await using it = await scratch(withOwed);
  let fails = 2;
  const good = processOf(it.store, {
    send: async () => void (fails-- > 0 && (await Promise.reject(new Error('busy')))),
  });
  await good.answers.start();
  await settle(it.store, await place(good));
  await isSettled(good);
  expect([good.sent.length, good.parked]).toEqual([3, []]);
  await good.answers.stop(1000);

  const bad = processOf(it.store, { send: () => Promise.reject(new Error('gone')) });
  await bad.answers.start();
  await settle(it.store, await place(bad));
  await isSettled(bad);
  expect([bad.sent.length, bad.parked]).toEqual([3, ['gone (after 3 tries)']]);
  await bad.answers.stop(1000);
});

test('with retries off one failure is the end of it', async () => {
  await using it = await scratch(withOwed);
  const one = processOf(it.store, { without: ['retries'], send: () => Promise.reject(new Error('busy')) });
  await one.answers.start();
  await settle(it.store, await place(one));
  await isSettled(one);
  expect(one.parked).toEqual(['busy (after 1 try)']);
  await one.answers.stop(1000);
});

test('what can never be sent is parked at once', async () => {
  await using it = await scratch(withOwed);
  const one = processOf(it.store, { send: () => Promise.reject(new Unsendable('not there')) });
  await one.answers.start();
  await settle(it.store, await place(one));
  await isSettled(one);
  expect([one.sent.length, one.parked]).toEqual([1, ['not there (after 1 try)']]);
  await one.answers.stop(1000);
});

test('a way that is gone is no try, however long: what waits goes out when it is back', async () => {
  await using it = await scratch(withOwed);
  let gone = 20;
  const send = async () => void (gone-- > 0 && (await Promise.reject(new WayIsGone('not connected'))));
  const one = processOf(it.store, { tries: 3, send });
  owedPolicy.goneMs = 1;
  await one.answers.start();
  await settle(it.store, await place(one));
  await isSettled(one);
  expect([one.sent.length, one.parked]).toEqual([21, []]);
  expect(await rowsOf(it.store)).toEqual([{ told: 2, parked: null, tries: 1 }]);
  await one.answers.stop(1000);
});

test('what was taken is not sent again because the store cannot write now', async () => {
  await using it = await scratch(withOwed);
  const { transact } = it.store;
  let failing = false;
  it.store.transact = <Result>(work: (tx: Tx) => Promise<Result>) =>
    failing
      ? Promise.reject(new StoreUnavailable('the disk is full'))
      : (transact.call(it.store, work) as Promise<Result>);
  const one = processOf(it.store, { send: async () => void (failing = true) });
  await one.answers.start();
  await settle(it.store, await place(one));
  await vi.waitFor(() => expect(failing).toBe(true), 10_000);
  await setTimeout(20 * owedPolicy.everyMs);
  expect(one.sent).toHaveLength(1);
  failing = false;
  await isSettled(one);
  expect(one.sent).toHaveLength(1);
  await one.answers.stop(1000);
});

test('a process that is started again sends what is owed, also where the order was settled in between', async () => {
  await using it = await scratch(withOwed);
  const before = processOf(it.store);
  await before.answers.start();
  const order = await place(before);
  await before.answers.stop(1000);
  await settle(it.store, order);
  const after = processOf(await it.reopen());
  await after.answers.start();
  await isSettled(after);
  expect([before.sent.length, after.sent.length]).toEqual([0, 1]);
  await after.answers.stop(1000);
});

test('who is owed an answer is stored with the order; without the outbox only after it', async () => {
  await using it = await scratch(withOwed);
  for (const [without, expected] of [
    [[], 1],
    [['outbox'], 0],
  ] as [Protection[], number][]) {
    const one = processOf(it.store, { without });
    const order = pending();
    const rows = await it.store.transact(async (tx) => {
      await insertOrder(tx, order);
      await one.answers.add(tx, order.orderId, to);
      return (await tx.all('SELECT order_id FROM owed_answers WHERE order_id = ?', order.orderId)).length;
    });
    expect([without, rows]).toEqual([without, expected]);
    await vi.waitFor(() => expect(one.answers.depth()).toBe(1), 10_000);
  }
});

test('one place that takes its time leaves room for the others', async () => {
  await using it = await scratch(withOwed);
  owedPolicy.atOnce = 4;
  owedPolicy.atOncePerPlace = 2;
  const held = Promise.withResolvers<void>();
  const one = processOf(it.store, { send: async ({ target }) => (target === to.target ? held.promise : undefined) });
  await one.answers.start();
  for (let n = 0; n < 6; n++) await settle(it.store, await place(one));
  const other = await place(one, { ...to, target: 'https://other.example/told' });
  await settle(it.store, other);
  await vi.waitFor(() => expect(one.sent.map(({ orderId }) => orderId)).toContain(other.orderId), 10_000);
  expect(one.sent).toHaveLength(3);
  held.resolve();
  await isSettled(one);
  expect(new Set(one.sent.map(({ orderId }) => orderId)).size).toBe(7);
  expect(one.sent).toHaveLength(7);
  await one.answers.stop(1000);
});

test('many that wait for one place are not read again after each answer', async () => {
  await using it = await scratch(withOwed);
  const { all } = it.store.reader;
  let read = 0;
  it.store.reader.all = async <Row>(...asked: Parameters<typeof all>) => {
    const rows = await all.call(it.store.reader, ...asked);
    read += rows.length;
    return rows as Row[];
  };
  const held = Promise.withResolvers<void>();
  const one = processOf(it.store, { send: () => held.promise });
  owedPolicy.everyMs = 60_000; // so that nothing is found by looking round
  await one.answers.start();
  const orders: Awaited<ReturnType<typeof place>>[] = [];
  for (let n = 0; n < 200; n++) orders.push(await place(one));
  for (const order of orders) await settle(it.store, order);
  held.resolve();
  await isSettled(one);
  expect(one.sent).toHaveLength(200);
  expect(read).toBeLessThanOrEqual(3 * 200); // one each as its order is settled, to learn its place, and to be sent
  await one.answers.stop(1000);
});

test('of two processes with one store each sends what it owes, and the other one what a dead one left', async ({
  skip,
}) => {
  await using it = await scratch(withOwed);
  if (it.store.me === null) return skip('a file has one process');
  Object.assign(claimPolicy, { beatMs: 20, holdsMs: 1000, runsOutMs: 200 });
  const one = processOf(it.store, { send: () => new Promise(() => {}) }); // it dies while it sends
  const two = processOf(await it.another());
  await one.answers.start();
  await two.answers.start();
  const mine = await place(two);
  await settle(it.store, mine);
  await isSettled(two);
  expect([one.sent.length, two.sent.length]).toEqual([0, 1]);
  const left = await place(one);
  await settle(two.store, left);
  await vi.waitFor(() => expect(one.sent).toHaveLength(1), 10_000);
  await it.store.close();
  await vi.waitFor(() => expect(two.sent.map(({ orderId }) => orderId)).toContain(left.orderId), 20_000);
  await two.answers.stop(1000);
});

test('one that could say nothing for a while does not count what another process has taken over, and still sends its own', async ({
  skip,
}) => {
  await using it = await scratch(withOwed);
  if (it.store.me === null) return skip('a file has one process');
  Object.assign(claimPolicy, { beatMs: 20, holdsMs: 300, runsOutMs: 600 });
  let pause = Promise.withResolvers<void>();
  pause.resolve();
  const transact: Store['transact'] = (work) => pause.promise.then(() => it.store.transact(work));
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const paused = processOf({ ...it.store, transact }, { send: () => held[0].promise });
  const other = processOf(await it.another(), { send: () => held[1].promise });
  await paused.answers.start();
  await other.answers.start();
  await settle(it.store, await place(paused));
  await vi.waitFor(() => expect(paused.sent).toHaveLength(1), 10_000);
  pause = Promise.withResolvers();
  await vi.waitFor(() => expect(other.sent).toHaveLength(1), 20_000);
  pause.resolve();
  await isSettled(paused); // it knows now that this answer is the other one's
  held[0].resolve();
  const last = await place(paused);
  expect(paused.answers.depth()).toBe(1);
  await settle(it.store, last);
  await isSettled(paused);
  expect(paused.sent.at(-1)?.orderId).toBe(last.orderId);
  expect(other.answers.depth()).toBe(1);
  held[1].resolve();
  await isSettled(other);
  expect((await rowsOf(it.store)).map(({ told }) => told)).toEqual([2, 2]);
  await Promise.all([paused.answers.stop(1000), other.answers.stop(1000)]);
});
