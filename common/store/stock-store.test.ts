import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderPlaced } from '../contracts/events.ts';
import type { StockMovement } from '../contracts/products.ts';
import { createInbox, inboxSchema } from '../messaging/inbox.ts';
import { type Happening, happenings, placed } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { reserveStock } from '../workflow/reserve-stock.ts';
import { catalogue } from './catalogue.ts';
import { stockShelf } from './stock-shelf.ts';
import {
  addProduct,
  findProduct,
  listMovements,
  listProducts,
  releaseHeld,
  seedCatalogue,
  setStock,
  stockSchema,
} from './stock-store.ts';
import type { Store, Tx } from './store.ts';

const inbox = createInbox([], () => {});

/** As every inventory service does it. */
const reserve = (store: Store, order: OrderPlaced) =>
  store.transact((tx) => inbox.once(tx, order.orderId, () => reserveWithin(tx, order)));

async function reserveWithin(tx: Tx, order: OrderPlaced) {
  const shelf = await stockShelf(tx, [order]);
  const decision = reserveStock(order, shelf.stock);
  shelf.reserve(order.orderId, decision);
  await shelf.putBack();
  return decision.outcome.type;
}

test('the catalogue is written once, and its first rows open the ledger', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  await seedCatalogue(it.store, 40);
  await seedCatalogue(await it.reopen(), 99);
  const products = await listProducts(it.store.reader);
  expect(products).toHaveLength(12);
  expect(products.every(({ available, reserved }) => available === 40 && reserved === 0)).toBe(true);
  const { movements } = await listMovements(it.store.reader, { limit: 500 });
  expect(movements.map(({ kind, quantity }) => [kind, quantity])).toEqual(catalogue.map(() => ['set', 40]));
});

test('any sequence of orders, duplicates and restocks conserves stock in the store', async () => {
  const sku = { A: 'TEA-ASSAM', B: 'CUP-SMALL', C: 'POT-GLASS' } as Record<string, string>;
  const real = (order: OrderPlaced): OrderPlaced => ({
    ...order,
    items: order.items.map((line) => ({ ...line, sku: sku[line.sku] ?? line.sku })),
  });
  const perform = async (store: Store, sequence: Happening[]) => {
    const earlier = sequence.flatMap((step) => (step.kind === 'order' ? [real(step.order)] : []));
    for (const step of sequence) {
      if (step.kind === 'restock') await store.transact((tx) => setStock(tx, sku[step.sku] as string, step.available));
      const order = step.kind === 'order' ? real(step.order) : step.kind === 'repeat' && earlier[step.nth];
      if (order) await reserve(store, order);
    }
  };
  await fc.assert(
    fc.asyncProperty(happenings, async (sequence) => {
      await using it = await scratch(stockSchema + inboxSchema);
      await seedCatalogue(it.store, 30);
      await perform(it.store, sequence);
      const { movements } = await listMovements(it.store.reader, { limit: 5000 });
      const ledger = new Map<string, { available: number; reserved: number }>();
      for (const { sku, kind, quantity, availableAfter } of movements) {
        const sum = ledger.get(sku) ?? { available: 0, reserved: 0 };
        sum.available += quantity;
        if (kind !== 'set') sum.reserved -= quantity;
        ledger.set(sku, sum);
        expect(availableAfter).toBe(sum.available);
        expect(availableAfter).toBeGreaterThanOrEqual(0);
      }
      for (const { sku, available, reserved } of await listProducts(it.store.reader)) {
        expect({ available, reserved }).toEqual(ledger.get(sku));
      }
      const perOrder = (movements as StockMovement[])
        .filter(({ kind }) => kind === 'reserve')
        .map(({ orderId }) => orderId);
      const orders = sequence.flatMap((step) => (step.kind === 'order' ? [step.order] : []));
      for (const orderId of new Set(perOrder)) {
        const lines = orders.find((order) => order.orderId === orderId)?.items.length;
        expect(perOrder.filter((one) => one === orderId)).toHaveLength(lines ?? Number.NaN);
      }
    }),
    { numRuns: 15 },
  );
});

test('60 orders for 10 pieces confirm exactly 10', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  await seedCatalogue(it.store, 10);
  const orders = Array.from({ length: 60 }, () => placed([{ sku: 'TEA-ASSAM', quantity: 1 }]));
  const outcomes = await Promise.all(orders.map((order) => reserve(it.store, order)));
  expect(outcomes.filter((type) => type === 'InventoryReserved')).toHaveLength(10);
  expect(await findProduct(it.store.reader, 'TEA-ASSAM')).toMatchObject({ available: 0, reserved: 10 });
});

test('a release gives back what the order holds, once', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  await seedCatalogue(it.store, 10);
  const twice = placed([
    { sku: 'TEA-ASSAM', quantity: 2 },
    { sku: 'TEA-ASSAM', quantity: 3 },
  ]);
  await reserve(it.store, twice);
  for (let n = 0; n < 2; n++) await it.store.transact((tx) => releaseHeld(tx, twice.orderId));
  await it.store.transact((tx) => releaseHeld(tx, randomUUID()));
  expect(await findProduct(it.store.reader, 'TEA-ASSAM')).toMatchObject({ available: 10, reserved: 0 });
  const { movements } = await listMovements(it.store.reader, { limit: 500 });
  expect(movements.filter(({ kind }) => kind === 'release')).toMatchObject([{ quantity: 5, availableAfter: 10 }]);
});

test('stock of an unknown product cannot be set', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  expect(await it.store.transact((tx) => setStock(tx, 'NONE', 1))).toBeUndefined();
});

test('pages of the ledger give every row once, oldest first', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  await seedCatalogue(it.store, 10);
  const ids: number[] = [];
  let after: string | undefined;
  do {
    const page = await listMovements(it.store.reader, { limit: 5, after });
    ids.push(...page.movements.map(({ movementId }) => movementId));
    after = page.next ?? undefined;
  } while (after);
  expect(ids).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});

test('orders of one transaction see what the orders before them left', async () => {
  await using it = await scratch(stockSchema + inboxSchema);
  await seedCatalogue(it.store, 40);
  const order = (quantity: number) => placed([{ sku: 'TEA-ASSAM', quantity }]);
  await it.store.transact((tx) => setStock(tx, 'TEA-ASSAM', 5));
  const outcomes = await it.store.transact(async (tx) => {
    const orders = [order(3), order(3), order(2)];
    const shelf = await stockShelf(tx, orders);
    const types: string[] = [];
    for (const each of orders) {
      const decision = reserveStock(each, shelf.stock);
      shelf.reserve(each.orderId, decision);
      types.push(decision.outcome.type);
    }
    await shelf.putBack();
    return types;
  });
  expect(outcomes).toEqual(['InventoryReserved', 'InventoryFailed', 'InventoryReserved']);
  expect(await findProduct(it.store.reader, 'TEA-ASSAM')).toMatchObject({ available: 0, reserved: 5 });
});

test('the alert of an order that was undone goes with the next one while the product stays low, and only then', async () => {
  await using it = await scratch(stockSchema);
  await it.store.transact((tx) =>
    addProduct(tx, {
      sku: 'TEA',
      name: 'Tea',
      unitPriceMinor: 1,
      currency: 'EUR',
      available: 22,
      lowStockThreshold: 20,
    }),
  );
  const orderOf = (quantity: number) => placed([{ sku: 'TEA', quantity }]);
  /** How many were left by the alerts that these orders raise, decided in one transaction. */
  const alertsOf = (...orders: OrderPlaced[]) =>
    it.store.transact(async (tx) => {
      const shelf = await stockShelf(tx, orders);
      const raised: number[] = [];
      for (const order of orders) {
        const decision = reserveStock(order, shelf.stock);
        shelf.reserve(order.orderId, decision);
        const { outcome } = decision;
        if (outcome.type === 'InventoryReserved')
          raised.push(...outcome.data.lowStock.map(({ available }) => available));
      }
      await shelf.putBack();
      return raised;
    });
  const release = ({ orderId }: OrderPlaced) => it.store.transact((tx) => releaseHeld(tx, orderId));
  const [a, b, c, d] = [orderOf(3), orderOf(2), orderOf(1), orderOf(1)] as const;
  expect(await alertsOf(a)).toEqual([19]);
  expect(await alertsOf(b)).toEqual([]);
  await release(a); // 20 are left, and nobody was told
  expect(await alertsOf(c, d)).toEqual([19]);
  await release(d); // had none to raise
  expect(await alertsOf(orderOf(1))).toEqual([]);
  await release(c); // its own goes back with it, too
  expect(await alertsOf(orderOf(1))).toEqual([18]);
  await release(b); // still low, and told
  expect(await alertsOf(orderOf(1))).toEqual([]);
  const e = orderOf(2);
  await it.store.transact((tx) => setStock(tx, 'TEA', 21));
  expect(await alertsOf(e)).toEqual([19]);
  await release(e); // above its threshold: it falls anew
  expect(await alertsOf(orderOf(1))).toEqual([20]);
  expect(await alertsOf(orderOf(1))).toEqual([]);
});
