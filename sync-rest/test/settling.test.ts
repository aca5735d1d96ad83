import { expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { findOrder, insertOrder, orderSchema, updateOrders } from '../../common/store/order-store.ts';
import type { Store } from '../../common/store/store.ts';
import { now, pending, placed, reserved } from '../../common/testing/samples.ts';
import { scratch } from '../../common/testing/scratch.ts';
import { cancelOrder, failOrder, settleOrder } from '../../common/workflow/settle-order.ts';
import { type Call, callOutboxSchema, createCallOutbox } from '../call-outbox.ts';
import { createSettling } from '../settling.ts';

const schema = orderSchema + callOutboxSchema;
const callOf = (kind: Call['kind'], { orderId }: Order): Call => ({ orderId, kind, body: '{}' });

/** An order that this store has just placed and asked inventory for, and what inventory said: there is enough. */
async function reservedOrder(store: Store) {
  const outbox = createCallOutbox(store, []);
  const made = pending();
  await store.transact(async (tx) => {
    await insertOrder(tx, made);
    await outbox.add(tx, callOf('reserve', made));
  });
  const outcome = reserved(placed(made.items, made.orderId));
  return {
    ...createSettling(store, outbox),
    made,
    outbox,
    settle: (before: Order, at: string) => settleOrder(before, outcome, at),
    /** What somebody else makes of it meanwhile. */
    meanwhile: (changed: Order | null) => store.transact((tx) => updateOrders(tx, changed ? [changed] : [])),
    undone: () =>
      store.reader.all<{ kind: string }>('SELECT kind FROM calls WHERE done_at IS NULL ORDER BY kind').then((rows) => {
        return rows.map(({ kind }) => kind);
      }),
  };
}

test('an answer settles its order, and what follows is stored with it', async () => {
  await using it = await scratch(schema);
  const { settling, made, settle, undone, outbox } = await reservedOrder(it.store);
  const next = [callOf('send', made)];
  const settled = await settling({ orderId: made.orderId, kind: 'reserve', made, settle, next, back: [] });
  expect(settled).toMatchObject({ order: { status: 'confirmed', version: 2 }, next });
  expect([await undone(), outbox.depth()]).toEqual([['send'], 1]);
});

test.each([true, false])(
  'nothing follows from an answer to an order that failed meanwhile; made here: %s',
  async (mine) => {
    await using it = await scratch(schema);
    const { settling, made, settle, undone, meanwhile } = await reservedOrder(it.store);
    await meanwhile(failOrder(made, 'inventory-timeout', now));
    const answered = {
      orderId: made.orderId,
      kind: 'reserve',
      settle,
      next: [callOf('send', made)],
      back: [],
    } as const;
    expect(await settling({ ...answered, made: mine ? made : undefined })).toMatchObject({
      order: { status: 'failed' },
      next: [],
    });
    expect(await undone()).toEqual([]);
  },
);

test('what is reserved is to be paid, once, also where two processes got the answer', async () => {
  await using it = await scratch(schema);
  const { settledUnpaid, made, undone, outbox } = await reservedOrder(it.store);
  for (let n = 0; n < 2; n++) expect(await settledUnpaid(callOf('pay', made), [])).toBeNull();
  expect([await undone(), outbox.depth()]).toEqual([['pay'], 1]);
});

test.each([
  ['failed', (made: Order) => failOrder(made, 'inventory-timeout', now)],
  ['was cancelled', (made: Order) => cancelOrder(made, now)],
])('nothing is to be paid for an order that %s meanwhile', async (_, changed) => {
  await using it = await scratch(schema);
  const { settledUnpaid, made, undone, meanwhile } = await reservedOrder(it.store);
  await meanwhile(changed(made));
  const order = await findOrder(it.store.reader, made.orderId);
  expect(await settledUnpaid(callOf('pay', made), [])).toEqual({ order, next: [] });
  expect(await undone()).toEqual([]);
});

test('what an answer brought to an order that failed meanwhile is given back, once; to one that is confirmed nothing', async () => {
  await using it = await scratch(schema);
  const { settling, settledUnpaid, made, settle, undone, meanwhile } = await reservedOrder(it.store);
  const back = [callOf('release', made), callOf('refund', made)];
  const answered = { orderId: made.orderId, kind: 'reserve', made: undefined, settle, next: [], back } as const;
  await meanwhile(failOrder(made, 'inventory-unavailable', now)); // it had certainly not arrived: there was nothing to release
  expect(await settledUnpaid(callOf('pay', made), back.slice(0, 1))).toMatchObject({ next: back.slice(0, 1) });
  expect(await undone()).toEqual(['release']);
  expect(await settling(answered)).toMatchObject({ next: back.slice(1) }); // the other is stored, and made by whoever stored it
  expect(await undone()).toEqual(['refund', 'release']);

  await using others = await scratch(schema);
  const other = await reservedOrder(others.store);
  for (let n = 0; n < 2; n++) {
    await other.settling({
      ...answered,
      orderId: other.made.orderId,
      settle: other.settle,
      back: [callOf('release', other.made)],
    });
  }
  expect(await other.undone()).toEqual([]);
});
