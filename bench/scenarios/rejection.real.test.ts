import { describe, expect, test } from 'vitest';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

describe.each(allModes)('an order that cannot be filled, in $name', (mode) => {
  const testLab = useLab(mode);

  /** Places it and gives it as it ended. */
  async function ended(items: { sku: string; quantity: number }[]) {
    const { shop } = testLab();
    const { status, json } = await shop.place(items);
    expect(status).toBe(mode.answer === 'outcome' ? 201 : 202); // rejected is an outcome, not an error
    return shop.finished(json.orderId);
  }

  test('is rejected when a product is not in the catalogue', async () => {
    const order = await ended([{ sku: 'NO-SUCH-SKU', quantity: 1 }]);
    expect(order).toMatchObject({ status: 'rejected', reason: 'unknown-sku', version: 2 });
    expect(order).not.toHaveProperty('totalMinor');
  });

  test('is rejected when a product has too few pieces', async () => {
    const { shop } = testLab();
    await shop.setStock('CUP-SMALL', 3);
    expect(await ended([{ sku: 'CUP-SMALL', quantity: 4 }])).toMatchObject({
      status: 'rejected',
      reason: 'out-of-stock',
    });
    expect((await ended([{ sku: 'CUP-SMALL', quantity: 3 }])).status).toBe('confirmed');
  });

  test('reserves none of its lines when one of them fails', async () => {
    const { shop } = testLab();
    await shop.setStock('SCALE-POCKET', 1);
    const before = await shop.product('TEA-ASSAM');
    const order = await ended([
      { sku: 'TEA-ASSAM', quantity: 5 },
      { sku: 'SCALE-POCKET', quantity: 2 },
    ]);
    expect(order.status).toBe('rejected');
    expect(await shop.product('TEA-ASSAM')).toEqual(before);
    expect(await shop.movementsOf(order.orderId)).toEqual([]);
  });

  test('counts two lines of the same product together', async () => {
    const { shop } = testLab();
    await shop.setStock('POT-GLASS', 5);
    const lines = (first: number, second: number) => [
      { sku: 'POT-GLASS', quantity: first },
      { sku: 'POT-GLASS', quantity: second },
    ];
    expect(await ended(lines(3, 3))).toMatchObject({ status: 'rejected', reason: 'out-of-stock' });
    const order = await ended(lines(3, 2));
    expect(order).toMatchObject({ status: 'confirmed', totalMinor: 5 * 2850 });
    expect(await shop.movementsOf(order.orderId)).toMatchObject([
      { quantity: -3, availableAfter: 2 },
      { quantity: -2, availableAfter: 0 },
    ]);
  });

  test('is told to its customer exactly once', async () => {
    const { shop } = testLab();
    const order = await ended([{ sku: 'NO-SUCH-SKU', quantity: 1 }]);
    const told = await shop.told(order.orderId);
    expect(told).toMatchObject([{ kind: 'order-rejected', to: order.customer.email }]);
  });

  test('leaves nothing that a checker would object to', async () => {
    const { orders } = await expectAllChecksToHold(testLab());
    expect(orders.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });
});
