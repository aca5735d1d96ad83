import { expect, onTestFinished, test, vi } from 'vitest';
import { newId } from '../../common/base/new-id.ts';
import type { Protection } from '../../common/base/protections.ts';
import { openTracing, traceNow } from '../../common/observe/tracing.ts';
import { type SqlValue, type Store, StoreUnavailable } from '../../common/store/store.ts';
import { placed } from '../../common/testing/samples.ts';
import { scratch } from '../../common/testing/scratch.ts';
import { type Call, callOutboxSchema, createCallOutbox } from '../call-outbox.ts';
import { resumePolicy } from '../topology.ts';

const WAIT = { timeout: 10_000, interval: 5 };

/** An outbox that ends with the test, and what its relay made. `fails` says which calls are left undone. */
function outboxOf(store: Store, without: Protection[] = []) {
  const outbox = createCallOutbox(store, without);
  const made: Call[] = [];
  const failed: (Call | null)[] = [];
  const add = (...calls: Call[]) =>
    store.transact(async (tx) => {
      for (const call of calls) await outbox.add(tx, call);
    });
  const relay = (fails: (call: Call) => boolean = () => false) =>
    outbox.start(
      async (call) => {
        made.push(call);
        if (fails(call)) throw new Error('no');
        await store.transact((tx) => outbox.markDone(tx, call));
      },
      (call) => void failed.push(call),
    );
  return { outbox, made, failed, add, relay, [Symbol.asyncDispose]: async () => void (await outbox.stop(5000)) };
}

const callOf = (kind: Call['kind'] = 'reserve', orderId = newId()): Call => ({
  orderId,
  kind,
  body: JSON.stringify({ orderId }),
});
const idsOf = (calls: Call[]) => calls.map(({ orderId }) => orderId);

test('a call waits until it is done, across a restart', async () => {
  await using it = await scratch(callOutboxSchema);
  const order = placed();
  const call: Call = { orderId: order.orderId, kind: 'reserve', body: JSON.stringify(order) };
  const earlier = outboxOf(it.store);
  await earlier.add(call);
  expect(earlier.outbox.depth()).toBe(1);

  const store = await it.reopen();
  await using later = outboxOf(store);
  await later.relay();
  await vi.waitFor(() => expect(later.outbox.depth()).toBe(0), WAIT);
  expect(later.made).toEqual([call]);
});

test('a call that is done twice counts once', async () => {
  await using it = await scratch(callOutboxSchema);
  const { outbox, add } = outboxOf(it.store);
  const [one, other] = [callOf(), callOf()];
  await add(one, other);
  for (let n = 0; n < 2; n++) await it.store.transact((tx) => outbox.markDone(tx, one));
  expect(outbox.depth()).toBe(1);
});

test('a parked call is not made again, and its reason is kept', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const [parked, next] = [callOf('send'), callOf('send')];
  await calls.add(parked, next);
  await it.store.transact((tx) => calls.outbox.park(tx, parked, '/send answered 400.'));
  expect(calls.outbox.depth()).toBe(1);
  await calls.relay();
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(0), WAIT);
  expect(calls.made).toEqual([next]);
  expect(await it.store.reader.get('SELECT parked_reason AS reason FROM calls WHERE done_at IS NULL')).toEqual({
    reason: '/send answered 400.',
  });
});

test('it tells when the oldest order with a call to be made was placed', async () => {
  await using it = await scratch(callOutboxSchema);
  const { outbox, add } = outboxOf(it.store);
  expect(await outbox.oldestMs()).toBeNull();
  const before = Date.now();
  const call = callOf('release');
  await add(call);
  expect(await outbox.oldestMs()).toBeGreaterThanOrEqual(before);
  await it.store.transact((tx) => outbox.markDone(tx, call));
  expect(await outbox.oldestMs()).toBeNull();
});

test('calls of an order that somebody has in hand are left alone until he is done', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const [held, free] = [callOf(), callOf()];
  await calls.add(held, free);
  const { promise: release, resolve } = Promise.withResolvers<void>();
  const working = calls.outbox.inHand(held.orderId, () => release);
  await calls.relay();
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(1), WAIT);
  expect(idsOf(calls.made)).toEqual([free.orderId]);
  resolve();
  await working;
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(0), WAIT);
  expect(idsOf(calls.made)).toEqual([free.orderId, held.orderId]);
});

test('a call that is made aside is in hand until it ends, also after the answer that it outlasts, and what it leaves undone the relay makes', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const { promise: end, reject } = Promise.withResolvers<void>();
  const [held, free] = [callOf('release'), callOf('release')];
  await calls.add(held, free);
  const aside: Call[] = [];
  const make = async (call: Call) => {
    aside.push(call);
    await end.catch(() => {}); // it failed
  };
  await calls.outbox.inHand(held.orderId, async () => calls.outbox.aside([held], make));
  expect(aside).toEqual([held]);
  await calls.relay();
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(1), WAIT);
  expect(idsOf(calls.made)).toEqual([free.orderId]);
  reject(new Error('no'));
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(0), WAIT);
  expect(idsOf(calls.made)).toEqual([free.orderId, held.orderId]);
});

test('no more are made aside at once than the relay makes', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const many = Array.from({ length: resumePolicy.atOnce + 5 }, () => callOf('release'));
  let began = 0;
  calls.outbox.aside(many, async () => {
    began++;
    await end;
  });
  expect(began).toBe(resumePolicy.atOnce);
  resolve();
});

test('it is full when as many orders are in hand as may be, and tells so', async () => {
  await using it = await scratch(callOutboxSchema);
  const { outbox } = outboxOf(it.store);
  expect(outbox.whyFull(1)).toBeNull();
  await outbox.inHand('o-1', async () => expect(outbox.whyFull(1)).toBe('1 orders are being placed.'));
  expect(outbox.whyFull(1)).toBeNull();
});

test('calls that keep failing are made again, and do not hold back those behind them', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const stuck = Array.from({ length: 40 }, () => callOf());
  const last = callOf();
  await calls.add(...stuck, last);
  await calls.relay(({ orderId }) => orderId !== last.orderId);
  await vi.waitFor(() => expect(idsOf(calls.made)).toContain(last.orderId), WAIT);
  const tries = (call: Call | undefined) => idsOf(calls.made).filter((orderId) => orderId === call?.orderId).length;
  await vi.waitFor(() => expect(tries(stuck[0])).toBeGreaterThan(1), WAIT);
  expect(calls.outbox.depth()).toBe(stuck.length);
});

test('the calls of one order are all made, also where the place for as many as are read at once ends among them', async () => {
  await using it = await scratch(callOutboxSchema);
  await using calls = outboxOf(it.store);
  const ids = Array.from({ length: resumePolicy.atOnce }, () => newId()).sort();
  const others = (['refund', 'send'] as const).map((kind) => callOf(kind, ids.at(-1)));
  await calls.add(...ids.map((orderId) => callOf('release', orderId)), ...others);
  await calls.relay(({ kind }) => kind === 'release');
  await vi.waitFor(() => expect(calls.made).toEqual(expect.arrayContaining(others)), WAIT);
});

test('a store that cannot be read for a while is told, and what is left is made afterwards', async () => {
  await using it = await scratch(callOutboxSchema);
  let away = true;
  const all = async <Row>(sql: string, ...params: SqlValue[]) => {
    if (away && sql.includes('body FROM calls')) throw new StoreUnavailable('It is started anew.');
    return it.store.reader.all<Row>(sql, ...params);
  };
  await using calls = outboxOf({ ...it.store, reader: { ...it.store.reader, all } });
  await calls.add(callOf());
  await calls.relay();
  await vi.waitFor(() => expect(calls.failed).toEqual([null]), WAIT);
  expect(calls.made).toEqual([]);
  away = false;
  await vi.waitFor(() => expect(calls.outbox.depth()).toBe(0), WAIT);
});

test('a call that is undone with its transaction was never there', async () => {
  await using it = await scratch(callOutboxSchema);
  const { outbox } = outboxOf(it.store);
  const undone = it.store.transact(async (tx) => {
    await outbox.add(tx, callOf());
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(outbox.depth()).toBe(0);
});

test('with the outbox switched off nothing is stored', async () => {
  await using it = await scratch(callOutboxSchema);
  const { outbox, add } = outboxOf(it.store, ['outbox']);
  await add(callOf());
  expect(outbox.depth()).toBe(0);
  expect(await it.store.reader.all('SELECT * FROM calls')).toEqual([]);
});

test('a call that another life of the process stored is made as part of its trace', async () => {
  onTestFinished(await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'test-service'));
  const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  await using it = await scratch(callOutboxSchema);
  await outboxOf(it.store).add({ ...callOf(), traceparent });
  const later = createCallOutbox(it.store, []);
  const { promise: seen, resolve } = Promise.withResolvers<string | undefined>();
  await later.start(
    async () => resolve(traceNow()),
    () => {},
  );
  expect(await seen).toBe(traceparent);
  await later.stop(5000);
});
