import { describe, expect, test } from 'vitest';
import type { Tally } from '../../common/contracts/analytics.ts';
import type { Order } from '../../common/contracts/orders.ts';
import { cardOf } from '../../common/service/payment-provider.ts';
import { confirmedIn } from '../experiments/late/catch-up.ts';
import { pairsIn, salesIn } from '../experiments/late/late-truth.ts';
import { pairsOf, salesOf } from '../lab/late-listener.ts';
import { tellProvider } from '../lab/provider/provider.ts';
import { send } from '../lab/request.ts';
import { getJson } from '../lab/service-client.ts';
import { until } from '../lab/until.ts';
import { comeToRest, expectAllChecksToHold } from './judged.ts';
import { startedLate } from './listening-late.ts';
import { items, moneyOf, paymentOf, settled, shapesTried } from './paid-orders.ts';
import { useLab } from './with-lab.ts';

describe.each(shapesTried)('who listens late where orders are paid, $shape in $name', ({ mode, shape }) => {
  const testLab = useLab(mode, { paying: { shape } });
  const counts = mode.services.some(({ role }) => role === 'analytics');
  const provider = () => testLab().lab.urls['provider'] ?? '';

  async function declined(): Promise<void> {
    const key = testLab().shop.nextKey();
    await tellProvider(provider(), { declines: [cardOf(testLab().shop.body(items, key).customer)] });
    expect((await settled(testLab(), key)).order).toMatchObject({ status: 'rejected', reason: 'payment-declined' });
    await tellProvider(provider(), {});
  }

  /** Its customer cancels it while it is being paid. A log keeps what gives the money back behind what captures it: there it is captured first. */
  async function cancelled(): Promise<void> {
    const { lab, shop } = testLab();
    await tellProvider(provider(), { delayMs: 1000 });
    const key = shop.nextKey();
    const placed = shop.place(items, key);
    const { orderId } = await until('the order is being paid', async () => {
      const order = (await shop.orders()).find(({ customer }) => customer.email.startsWith(`${key}@`));
      return order && (await paymentOf(testLab(), order.orderId)) && order;
    });
    const answer = await send<Order>('PUT', `${lab.urls['orders']}/orders/${orderId}/cancel`, {});
    expect(answer.json).toMatchObject({ status: 'rejected', reason: 'cancelled' });
    await placed;
    await tellProvider(provider(), {});
    await until('nothing is kept of it', async () => (await paymentOf(testLab(), orderId))?.state === 'refunded');
    const moved = (await moneyOf(testLab(), orderId)).map(([kind]) => kind).join();
    if (mode.partitionOf) expect(moved).toBe('capture,refund');
  }

  /** One declined, one cancelled where that can be, two confirmed. */
  async function someOfEach(): Promise<Order[]> {
    await declined();
    if (shape === 'orchestrated') await cancelled();
    for (let n = 0; n < 2; n++) expect((await settled(testLab())).order).toMatchObject({ status: 'confirmed' });
    await comeToRest(testLab());
    return testLab().shop.orders();
  }

  test('counts an order as sold when it is confirmed in the end, for what it cost, and no other', async () => {
    const { lab } = testLab();
    const before = await someOfEach();
    const seller = await startedLate(testLab(), 'seller');
    const recommendations = await startedLate(testLab(), 'recommendations');
    try {
      const all = await someOfEach();
      const known = new Set(before.map(({ orderId }) => orderId));
      const since = mode.late.hearsOfThePast ? all : all.filter(({ orderId }) => !known.has(orderId));
      await until('both have heard of it', async () => {
        const { orders } = await salesOf(seller);
        return orders === confirmedIn(since) && (await pairsOf(recommendations)).orders === since.length;
      });
      expect((await salesOf(seller)).products).toEqual(salesIn(since));
      expect((await pairsOf(recommendations)).pairs).toEqual(pairsIn(since));

      await lab.operator.republish?.();
      await until('all is known', async () => (await salesOf(seller)).orders === confirmedIn(all));
      await comeToRest(testLab());
      const { products } = await salesOf(seller);
      expect(products).toEqual(salesIn(all));
      const costs = all.map(({ totalMinor = 0 }) => totalMinor);
      expect(products.map(({ revenueMinor }) => revenueMinor)).toEqual([costs.reduce((sum, cost) => sum + cost)]);
    } finally {
      await seller.dismiss();
      await recommendations.dismiss();
    }
  });

  test.runIf(counts)('and so does who was planned for to count orders', async () => {
    const { lab, shop } = testLab();
    const all = await shop.orders();
    const confirmed = confirmedIn(all);
    const { totalMinor = 0 } = all.find(({ status }) => status === 'confirmed') ?? {};
    const tally = () => getJson<Tally>(`${lab.urls['analytics']}/metrics.json`);
    expect(await until('all are told', async () => (await tally()).notified === all.length && tally())).toMatchObject({
      orders: all.length,
      confirmed,
      rejected: all.length - confirmed,
      revenueMinor: confirmed * totalMinor,
    });
  });

  test('leaves nothing that a checker would object to', async () => {
    await expectAllChecksToHold(testLab());
  });
});
