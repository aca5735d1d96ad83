import { describe, expect, test } from 'vitest';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { instancesOf } from '../lab/instances.ts';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

const decided = allModes.flatMap((mode) => [1, 4].map((inventories) => ({ mode, name: mode.name, inventories })));

describe.each(decided)('sixty orders for ten pieces, in $name, decided by $inventories', ({ mode, inventories }) => {
  const testLab = useLab(mode, { instances: { inventory: inventories } });

  test('confirm exactly ten, whoever comes first', async () => {
    const { shop } = testLab();
    await shop.setStock('SCALE-POCKET', 10);
    const { reserved } = await shop.product('SCALE-POCKET');
    const placed = Array.from({ length: 60 }, () => shop.placeInTime([{ sku: 'SCALE-POCKET', quantity: 1 }]));
    const orders = await Promise.all((await Promise.all(placed)).map(({ json }) => shop.finished(json.orderId)));
    const count = (status: string) => orders.filter((order) => order.status === status).length;
    expect({ confirmed: count('confirmed'), rejected: count('rejected') }).toEqual({ confirmed: 10, rejected: 50 });
    expect(await shop.product('SCALE-POCKET')).toMatchObject({ available: 0, reserved: reserved + 10 });
    const { lab } = testLab();
    const commits = instancesOf(lab, 'inventory').map(({ url }) => readGauge(url, 'store_commits_total'));
    expect((await Promise.all(commits)).every((count) => count > 0)).toBe(true);
    await expectAllChecksToHold(testLab());
  });
});
