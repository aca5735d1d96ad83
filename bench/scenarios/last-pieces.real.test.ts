import { describe, expect, test } from 'vitest';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

describe.each(allModes)('sixty orders for ten pieces, in $name', (mode) => {
  const testLab = useLab(mode);

  test('confirm exactly ten, whoever comes first', async () => {
    const { shop } = testLab();
    await shop.setStock('SCALE-POCKET', 10);
    const { reserved } = await shop.product('SCALE-POCKET');
    const placed = Array.from({ length: 60 }, () => shop.placeInTime([{ sku: 'SCALE-POCKET', quantity: 1 }]));
    const orders = await Promise.all((await Promise.all(placed)).map(({ json }) => shop.finished(json.orderId)));
    const count = (status: string) => orders.filter((order) => order.status === status).length;
    expect({ confirmed: count('confirmed'), rejected: count('rejected') }).toEqual({ confirmed: 10, rejected: 50 });
    expect(await shop.product('SCALE-POCKET')).toMatchObject({ available: 0, reserved: reserved + 10 });
    await expectAllChecksToHold(testLab());
  });
});
