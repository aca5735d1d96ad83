import { describe, expect, test } from 'vitest';
import { pairsIn, salesIn } from '../experiments/late/late-truth.ts';
import { pairsOf, salesOf } from '../lab/late-listener.ts';
import { until } from '../lab/until.ts';
import { comeToRest } from './judged.ts';
import { startedLate } from './listening-late.ts';
import { allModes, useLab } from './with-lab.ts';

const lines = [
  { sku: 'TEA-ASSAM', quantity: 2 },
  { sku: 'TEA-SENCHA', quantity: 1 },
];

describe.each(allModes)('who listens late, in $name', (mode) => {
  const testLab = useLab(mode);
  const ordered = async (times: number) => {
    for (let n = 0; n < times; n++) await testLab().shop.place(n % 2 === 0 ? lines : lines.slice(0, 1));
    await comeToRest(testLab());
    return testLab().shop.orders();
  };

  test('knows what its medium tells it of the past, and all that happens from then on', async () => {
    const { lab } = testLab();
    const before = await ordered(8);
    const seller = await startedLate(testLab(), 'seller');
    const recommendations = await startedLate(testLab(), 'recommendations');
    try {
      const all = await ordered(4);
      const since = mode.late.hearsOfThePast
        ? all
        : all.filter(({ orderId }) => !before.some((one) => one.orderId === orderId));
      await until('both have heard of it', async () => {
        const heard = [(await salesOf(seller)).orders, (await pairsOf(recommendations)).orders];
        return heard.every((orders) => orders === since.length);
      });
      expect((await salesOf(seller)).products).toEqual(salesIn(since));
      expect((await pairsOf(recommendations)).pairs).toEqual(pairsIn(since));

      const pid = seller.process.pid;
      if (pid !== null) process.kill(pid, 'SIGKILL');
      await lab.operator.republish?.();
      await until('all is known, also what was before', async () => (await salesOf(seller)).orders === all.length);
      await comeToRest(testLab());
      expect((await salesOf(seller)).products).toEqual(salesIn(all)); // nothing of it twice
    } finally {
      await seller.dismiss();
      await recommendations.dismiss();
    }
  });
});
