import { describe, expect, test } from 'vitest';
import type { Mode } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { getJson } from '../lab/service-client.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

/** How many deliveries of one finished order each medium can repeat, and how many of them its inboxes recognise. */
const repeats: Record<Mode['medium']['kind'], { delivered: number; ignored: number }> = {
  calls: { delivered: 3, ignored: 2 }, // POST /orders is recognised by its idempotency key, not by an inbox
  queues: { delivered: 2, ignored: 3 }, // the outcome goes to two queues
  log: { delivered: 3, ignored: 6 }, // 2 + 3 + 1 groups read the three events
};

describe.each(allModes)('a second delivery of everything that tells of an order, in $name', (mode) => {
  const testLab = useLab(mode);

  test('is recognised everywhere and changes no row', async () => {
    const { shop, lab } = testLab();
    const wanted = [
      [{ sku: 'TEA-ASSAM', quantity: 2 }],
      [
        { sku: 'CUP-LARGE', quantity: 1 },
        { sku: 'CUP-SMALL', quantity: 3 },
      ],
      [{ sku: 'NO-SUCH-SKU', quantity: 1 }],
    ];
    for (const items of wanted) await shop.told((await shop.place(items)).json.orderId);
    await expectAllChecksToHold(testLab());
    const before = await everyRow(testLab());
    const ignoredBefore = await duplicates(testLab());

    for (const order of await shop.orders()) {
      const key = order.customer.email.split('@')[0] as string;
      expect(await lab.operator.deliverAgain(order, key)).toBe(repeats[mode.medium.kind].delivered);
    }

    const due = ignoredBefore + wanted.length * repeats[mode.medium.kind].ignored;
    await until(`${due} duplicates are ignored`, async () => (await duplicates(testLab())) >= due);
    await expectAllChecksToHold(testLab());
    expect(await everyRow(testLab())).toEqual(before);
    expect(await duplicates(testLab())).toBe(due);
  });
});

async function everyRow({ shop, lab }: TestLab) {
  return {
    orders: await shop.orders(),
    products: await getJson(`${lab.urls['inventory']}/products`),
    movements: await shop.ledger(),
    notifications: await shop.notifications(),
    tally: lab.urls['analytics'] ? await getJson(`${lab.urls['analytics']}/metrics.json`) : null,
  };
}

async function duplicates({ lab, mode }: TestLab): Promise<number> {
  const counts = mode.services.map(({ role }) => readGauge(lab.urls[role], 'messages_duplicate_total'));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
