import { expect, test } from 'vitest';
import { decode } from '../contracts/decode.ts';
import { PlaceOrder } from '../contracts/orders.ts';
import { ProblemError } from '../contracts/problems.ts';
import { customer, now, pending, placed, reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { settleOrder } from '../workflow/settle-order.ts';
import { claimable, claimKey, findOrder, insertOrder, listOrders, orderSchema, updateOrders } from './order-store.ts';

const settled = (order: ReturnType<typeof pending>) => {
  const next = settleOrder(order, reserved(order), now);
  if (!next) throw new Error('expected an order that can be settled');
  return next;
};

test('an order comes out as it went in, at every version', async () => {
  await using it = await scratch(orderSchema);
  const order = pending();
  await it.store.transact((tx) => insertOrder(tx, order));
  expect(await findOrder(it.store.reader, order.orderId)).toEqual(order);
  await it.store.transact((tx) => updateOrders(tx, [settled(order)]));
  expect(await findOrder(it.store.reader, order.orderId)).toEqual(settled(order));
});

test('two that settle the same version: the second is refused', async () => {
  await using it = await scratch(orderSchema);
  const order = pending();
  await it.store.transact((tx) => insertOrder(tx, order));
  const both = [1, 2].map(() => it.store.transact((tx) => updateOrders(tx, [settled(order)])));
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('pages list every order once, newest first, by status too', async () => {
  await using it = await scratch(orderSchema);
  const orders = Array.from({ length: 7 }, () => pending());
  await it.store.transact(async (tx) => {
    for (const order of orders) await insertOrder(tx, order);
    await updateOrders(tx, [settled(orders[3] as (typeof orders)[number])]);
  });
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listOrders(it.store.reader, { limit: 3, cursor });
    ids.push(...page.orders.map(({ orderId }) => orderId));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(ids).toEqual(orders.map(({ orderId }) => orderId).reverse());
  const confirmed = await listOrders(it.store.reader, { limit: 3, status: 'confirmed' });
  expect(confirmed).toMatchObject({ orders: [{ orderId: orders[3]?.orderId }], next: null });
});

test('a key belongs to the first order that claims it, however many claim it at once', async () => {
  await using it = await scratch(orderSchema);
  const request = { customer, items: [{ sku: 'A', quantity: 1 }] };
  const claims = Array.from({ length: 20 }, () => {
    const order = pending(placed(request.items));
    return it.store.transact(async (tx) => {
      const earlier = await claimKey(tx, 'key', request, order.orderId);
      if (!earlier) await insertOrder(tx, order);
      return earlier instanceof ProblemError ? earlier.kind : (earlier ?? order).orderId;
    });
  });
  expect(new Set(await Promise.all(claims)).size).toBe(1);
  expect((await listOrders(it.store.reader, { limit: 100 })).orders).toHaveLength(1);
});

test('a key with another body is refused, and with the same body in another order of members is not', async () => {
  await using it = await scratch(orderSchema);
  const claim = (text: string) => {
    const request = decode(PlaceOrder, new TextEncoder().encode(text));
    const order = pending(placed(request.items));
    return it.store.transact(async (tx) => {
      const earlier = await claimKey(tx, 'key', request, order.orderId);
      if (!earlier) await insertOrder(tx, order);
      return earlier instanceof ProblemError ? earlier.kind : (earlier ?? order).orderId;
    });
  };
  const body = (quantity: number) =>
    `{"customer":{"name":"Ada","email":"ada@lab.example"},"items":[{"sku":"A","quantity":${quantity}}]}`;
  const first = await claim(body(1));
  const shuffled = '{"items":[{"quantity":1,"sku":"A"}],"customer":{"email":"ada@lab.example","name":"Ada"}}';
  expect(await claim(shuffled)).toBe(first);
  expect(await claim(body(2))).toBe('key-reused');
});

test('without a key, or with the protection off, nothing is claimed', async () => {
  expect(claimable(undefined, [])).toBeNull();
  expect(claimable('key', ['idempotency-key'])).toBeNull();
  expect(claimable('key', [])).toBe('key');
});
