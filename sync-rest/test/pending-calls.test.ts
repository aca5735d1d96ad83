import { expect, onTestFinished, test } from 'vitest';
import { newId } from '../../common/base/new-id.ts';
import { openTracing, resumeTrace, traceNow } from '../../common/observe/tracing.ts';
import { placed } from '../../common/testing/samples.ts';
import { scratch } from '../../common/testing/scratch.ts';
import { createPendingCalls, pendingCallSchema } from '../pending-calls.ts';

const nobody = () => false;

test('a call waits until it is done, across a restart', async () => {
  await using it = await scratch(pendingCallSchema);
  const order = placed();
  const calls = createPendingCalls(it.store, []);
  await it.store.transact((tx) => calls.add(tx, { orderId: order.orderId, kind: 'reserve', body: order }));
  expect(calls.depth()).toBe(1);

  const store = await it.reopen();
  const later = createPendingCalls(store, []);
  await later.load();
  expect(later.depth()).toBe(1);
  expect(await later.undone(nobody, 10)).toEqual([{ orderId: order.orderId, kind: 'reserve', body: order }]);
  for (let n = 0; n < 2; n++) await store.transact((tx) => later.done(tx, order.orderId, 'reserve'));
  expect(later.depth()).toBe(0);
  expect(await later.undone(nobody, 10)).toEqual([]);
});

test('a parked call is not made again, and its reason is kept', async () => {
  await using it = await scratch(pendingCallSchema);
  const { orderId } = placed();
  const calls = createPendingCalls(it.store, []);
  await it.store.transact((tx) => calls.add(tx, { orderId, kind: 'send', body: {} }));
  await it.store.transact((tx) => calls.park(tx, orderId, 'send', '/send answered 400.'));
  expect([calls.depth(), await calls.undone(nobody, 10)]).toEqual([0, []]);
  expect(await it.store.reader.get('SELECT parked_reason AS reason FROM calls')).toEqual({
    reason: '/send answered 400.',
  });
});

test('it tells when the oldest order with a call to be made was placed', async () => {
  await using it = await scratch(pendingCallSchema);
  const calls = createPendingCalls(it.store, []);
  expect(await calls.oldestMs()).toBeNull();
  const before = Date.now();
  const orderId = newId();
  await it.store.transact((tx) => calls.add(tx, { orderId, kind: 'release', body: {} }));
  expect(await calls.oldestMs()).toBeGreaterThanOrEqual(before);
  await it.store.transact((tx) => calls.done(tx, orderId, 'release'));
  expect(await calls.oldestMs()).toBeNull();
});

test('calls of an order that is being worked on are left alone', async () => {
  await using it = await scratch(pendingCallSchema);
  const [busy, free] = [placed(), placed()];
  const calls = createPendingCalls(it.store, []);
  await it.store.transact(async (tx) => {
    for (const { orderId } of [busy, free]) await calls.add(tx, { orderId, kind: 'reserve', body: {} });
  });
  const left = await calls.undone((orderId) => orderId === busy.orderId, 10);
  expect(left.map(({ orderId }) => orderId)).toEqual([free.orderId]);
});

test('a call that is undone with its transaction was never there', async () => {
  await using it = await scratch(pendingCallSchema);
  const calls = createPendingCalls(it.store, []);
  const undone = it.store.transact(async (tx) => {
    await calls.add(tx, { orderId: placed().orderId, kind: 'reserve', body: {} });
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect(calls.depth()).toBe(0);
});

test('with the outbox switched off nothing is stored', async () => {
  await using it = await scratch(pendingCallSchema);
  const calls = createPendingCalls(it.store, ['outbox']);
  await it.store.transact((tx) => calls.add(tx, { orderId: placed().orderId, kind: 'reserve', body: {} }));
  expect([calls.depth(), await calls.undone(nobody, 10)]).toEqual([0, []]);
});

test('a call that another life of the process stored is made as part of its trace', async () => {
  onTestFinished(await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'test-service'));
  const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  await using it = await scratch(pendingCallSchema);
  const earlier = createPendingCalls(it.store, []);
  await it.store.transact((tx) => earlier.add(tx, { orderId: 'o-1', kind: 'reserve', body: {}, traceparent: parent }));
  const [call] = await createPendingCalls(it.store, []).undone(() => false, 10);
  expect(call?.traceparent).toBe(parent);
  expect(resumeTrace(call?.traceparent, traceNow)).toBe(parent);
});
