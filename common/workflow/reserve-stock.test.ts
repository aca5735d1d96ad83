import fc from 'fast-check';
import { expect, test } from 'vitest';
import { happenings, placed } from '../testing/samples.ts';
import { reserveStock, type StockItem } from './reserve-stock.ts';

const product = (available: number, unitPriceMinor = 10): StockItem => ({
  unitPriceMinor,
  currency: 'EUR',
  available,
  lowStockThreshold: 5,
});
const priceOf: Record<string, number> = { A: 3, B: 700, C: 99 };

test('any sequence of orders, duplicates and restocks conserves stock', () => {
  fc.assert(
    fc.property(happenings, (sequence) => {
      const stock = new Map(Object.entries(priceOf).map(([sku, price]) => [sku, product(20, price)]));
      const held = new Map<string, number>();
      const brought = new Map<string, number>([...stock].map(([sku, { available }]) => [sku, available]));
      const seen = new Set<string>();
      const earlier = sequence.flatMap((step) => (step.kind === 'order' ? [step.order] : []));
      for (const step of sequence) {
        if (step.kind === 'restock') {
          const item = stock.get(step.sku) as StockItem;
          brought.set(step.sku, (brought.get(step.sku) ?? 0) + step.available - item.available);
          item.available = step.available;
          continue;
        }
        const order = step.kind === 'order' ? step.order : earlier[step.nth];
        if (!order || seen.has(order.orderId)) continue; // the inbox ignores a duplicate
        seen.add(order.orderId);
        for (const { sku, quantity, availableAfter } of reserveStock(order, stock).movements) {
          const item = stock.get(sku) as StockItem;
          item.available += quantity;
          held.set(sku, (held.get(sku) ?? 0) - quantity);
          expect(item.available).toBe(availableAfter);
        }
        for (const [sku, { available }] of stock) {
          expect(available).toBeGreaterThanOrEqual(0);
          expect(available + (held.get(sku) ?? 0)).toBe(brought.get(sku));
        }
      }
    }),
  );
});

test('every line is reserved, or none', () => {
  fc.assert(
    fc.property(happenings, (sequence) => {
      const stock = new Map(Object.entries(priceOf).map(([sku, price]) => [sku, product(15, price)]));
      for (const step of sequence) {
        if (step.kind !== 'order') continue;
        const { movements, outcome } = reserveStock(step.order, stock);
        if (outcome.type === 'InventoryFailed') expect(movements).toEqual([]);
        else {
          const moved = movements.map(({ sku, quantity }) => ({ sku, quantity: -quantity }));
          expect(moved).toEqual(step.order.items);
        }
      }
    }),
  );
});

test('the total is the sum of quantity times catalogue price', () => {
  fc.assert(
    fc.property(happenings, (sequence) => {
      const stock = new Map(Object.entries(priceOf).map(([sku, price]) => [sku, product(1000, price)]));
      for (const step of sequence) {
        if (step.kind !== 'order') continue;
        const { outcome } = reserveStock(step.order, stock);
        if (outcome.type === 'InventoryFailed') continue;
        const total = step.order.items.reduce((sum, line) => sum + line.quantity * (priceOf[line.sku] as number), 0);
        expect(outcome.data.totalMinor).toBe(total);
        expect(outcome.data.items.map(({ unitPriceMinor }) => unitPriceMinor)).toEqual(
          step.order.items.map(({ sku }) => priceOf[sku]),
        );
      }
    }),
  );
});

test('lines of the same product add up before they are compared with stock', () => {
  const twice = placed([
    { sku: 'A', quantity: 6 },
    { sku: 'A', quantity: 5 },
  ]);
  expect(reserveStock(twice, new Map([['A', product(10)]])).outcome).toMatchObject({
    data: { reason: 'out-of-stock' },
  });
  expect(reserveStock(twice, new Map([['A', product(11)]])).movements.map((each) => each.availableAfter)).toEqual([
    5, 0,
  ]);
});

test('an unknown product rejects the order, even when another line is short', () => {
  const order = placed([
    { sku: 'A', quantity: 99 },
    { sku: 'NONE', quantity: 1 },
  ]);
  expect(reserveStock(order, new Map([['A', product(1)]])).outcome).toMatchObject({ data: { reason: 'unknown-sku' } });
});

test.each([
  [6, 1, [5]],
  [6, 3, [3]],
  [5, 1, []], // already at the threshold: the alert was given when it fell
  [7, 1, []],
])('of %i pieces %i are taken: alerts %j', (available, quantity, alerts) => {
  const { outcome } = reserveStock(placed([{ sku: 'A', quantity }]), new Map([['A', product(available)]]));
  const lowStock = outcome.type === 'InventoryReserved' ? outcome.data.lowStock : null;
  expect(lowStock?.map((alert) => alert.available)).toEqual(alerts);
});

test('a product in two lines gives one alert', () => {
  const twice = placed([
    { sku: 'A', quantity: 3 },
    { sku: 'A', quantity: 3 },
  ]);
  const { outcome } = reserveStock(twice, new Map([['A', product(10)]]));
  expect(outcome).toMatchObject({ data: { lowStock: [{ sku: 'A', available: 4, lowStockThreshold: 5 }] } });
});

test('the stock that is asked about is not changed', () => {
  const stock = new Map([['A', product(10)]]);
  reserveStock(placed([{ sku: 'A', quantity: 3 }]), stock);
  expect(stock).toEqual(new Map([['A', product(10)]]));
});
