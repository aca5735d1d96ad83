import { describe, expect, test } from 'vitest';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, openLab } from './with-lab.ts';

describe.each(allModes)('two labs side by side on one machine and one broker, in $name', (mode) => {
  test('do not meet', async () => {
    await using one = await openLab(mode);
    await one.lab.operator.backlog(); // a client keeps a timer once it was used: it is not what the other one leaves behind
    await using other = await openLab(mode);
    const labs = [one, other];
    const place = labs.map(
      ({ shop }) =>
        () =>
          shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]),
    );
    await Promise.all(place.flatMap((again) => Array.from({ length: 15 }, again)));
    for (const testLab of labs) {
      const { orders, notifications, movements, catalogue } = await expectAllChecksToHold(testLab);
      const ids = new Set(orders.map(({ orderId }) => orderId));
      expect(ids.size).toBe(15);
      expect(notifications).toHaveLength(15);
      expect(new Set(notifications.map(({ orderId }) => orderId))).toEqual(ids);
      expect(movements).toHaveLength(catalogue.length + 15);
    }
  });
});
