import { describe, expect, test } from 'vitest';
import { cardOf } from '../../common/service/payment-provider.ts';
import { tellProvider } from '../lab/provider/provider.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { dying, items, moneyOf, releases, settled, shapesTried } from './paid-orders.ts';
import { useLab } from './with-lab.ts';

describe.each(shapesTried)('an order that is paid, $shape in $name', ({ mode, shape }) => {
  const testLab = useLab(mode, { paying: { shape }, settings: { LAB_PAYMENT_DEADLINE_MS: '500' } });

  test('is confirmed when its total was captured, once', async () => {
    const { shop } = testLab();
    const { order } = await settled(testLab(), shop.nextKey());
    expect(order).toMatchObject({ status: 'confirmed' });
    expect(await moneyOf(testLab(), order.orderId)).toEqual([['capture', order.totalMinor]]);
    expect(await shop.told(order.orderId)).toHaveLength(1);
  });

  test('is rejected when its card is declined: the stock goes back and the customer is told', async () => {
    const { lab, shop } = testLab();
    const key = shop.nextKey();
    await tellProvider(lab.urls['provider'] ?? '', { declines: [cardOf(shop.body(items, key).customer)] });
    const { order } = await settled(testLab(), key);
    expect(order).toMatchObject({ status: 'rejected', reason: 'payment-declined' });
    await releases(testLab(), order.orderId);
    expect(await moneyOf(testLab(), order.orderId)).toEqual([]);
    expect(await shop.told(order.orderId)).toHaveLength(1);
  });

  test('fails when the answer is lost after the money moved: money and stock go back', async () => {
    const { lab, shop } = testLab();
    const provider = lab.urls['provider'] ?? '';
    await tellProvider(provider, { lost: 1 });
    const { order } = await settled(testLab(), shop.nextKey());
    expect(order).toMatchObject({ status: 'failed', reason: 'payment-timeout' });
    await tellProvider(provider, {});
    await releases(testLab(), order.orderId);
    const kinds = async () => (await moneyOf(testLab(), order.orderId)).map(([kind]) => kind).join();
    await until('the money is given back', async () => (await kinds()) === 'capture,refund');
  });

  test('keeps what it cost, once, or nothing, when the payment service dies after the money moved', async () => {
    const { order } = await dying(testLab(), { point: 'after-charge', role: 'payments' });
    if (mode.medium.kind === 'calls' && order.status === 'failed') {
      // It was not back in time for whoever called it: then the money goes back, too.
      const kinds = async () => (await moneyOf(testLab(), order.orderId)).map(([kind]) => kind).join();
      await until('the money is given back', async () => (await kinds()) === 'capture,refund');
      return;
    }
    expect(order).toMatchObject({ status: 'confirmed' });
    expect(await moneyOf(testLab(), order.orderId)).toEqual([['capture', order.totalMinor]]);
  });

  test('leaves nothing that a checker would object to', async () => {
    const final = await expectAllChecksToHold(testLab(), 'crash-after-charge');
    const states = final.money?.payments.map(({ state }) => state) ?? [];
    expect(states).toHaveLength(4);
    expect(states.filter((state) => !['captured', 'declined', 'refunded'].includes(state))).toEqual([]);
  });
});
