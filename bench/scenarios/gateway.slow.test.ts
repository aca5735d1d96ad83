import { describe, expect, test } from 'vitest';
import { gatewayOf } from '../lab/gateway/gateway.ts';
import { fuzzMode } from '../tools/fuzz/fuzz-mode.ts';
import { idleCrowd } from '../tools/fuzz/idle-crowd.ts';
import { allModes, openLab, type TestLab } from './with-lab.ts';

async function doorOf({ lab, guard, said }: TestLab) {
  const gateway = await gatewayOf(lab, { guard, say: (line) => void said.push(line) });
  return { ...gateway, [Symbol.asyncDispose]: gateway.stop };
}

describe.each(allModes)('what strangers send to the door, in $name', (mode) => {
  test('a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing behind it', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { rows, problems } = await fuzzMode(testLab.lab, 1, 10, gateway.url);
    expect(problems).toEqual([]);
    expect(rows.reduce((sum, row) => sum + row.refused, 0)).toBeGreaterThan(1000);
  });

  test('a crowd of idle and half-speaking connections keeps no order and no probe from its answer', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { problems, orders, opened } = await idleCrowd(testLab.lab, 1000, 3, gateway.url);
    expect(problems).toEqual([]);
    expect(orders.good).toBeGreaterThan(10);
    expect(opened).toBeGreaterThanOrEqual(1000);
  });
});

describe.each(allModes.slice(0, 1))('instances behind the door, in $name', (mode) => {
  test('one that is killed is taken out, orders go on, and it is led to again when it is back', async () => {
    await using testLab = await openLab(mode, { instances: { orders: 2 } });
    await using gateway = await doorOf(testLab);
    const { lab, shop } = testLab;
    const place = async () =>
      (await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }], shop.nextKey(), undefined, gateway.url)).status;
    const placed = async (count: number) => {
      for (let n = 0; n < count; n++) expect(await place()).toBe(201);
    };
    await placed(10);
    await lab.service('orders', 2).kill();
    await placed(20);
    lab.service('orders', 2).start();
    await lab.ready();
    await placed(10);
    expect(await shop.orders()).toHaveLength(40);
  });
});
