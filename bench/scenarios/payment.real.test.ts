import { describe, expect, test } from 'vitest';
import { cardOf } from '../../common/service/payment-provider.ts';
import { readProvider, tellProvider } from '../lab/provider/provider.ts';
import { getJson } from '../lab/service-client.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
const shapes = allModes.flatMap((mode) => mode.payment.shapes.map((shape) => ({ mode, shape, name: mode.name })));

describe.each(shapes)('an order that is paid, $shape in $name', ({ mode, shape }) => {
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

  test('that comes late to the provider is refused there: it was refunded before it was charged', async () => {
    const { lab, shop } = testLab();
    const provider = lab.urls['provider'] ?? '';
    await tellProvider(provider, { delayMs: 1500 });
    const { order } = await settled(testLab(), shop.nextKey());
    expect(order).toMatchObject({ status: 'failed' });
    await tellProvider(provider, {});
    await until('nothing is kept', async () => (await stateOf(testLab(), order.orderId)) === 'refunded');
    const kept = (await moneyOf(testLab(), order.orderId)).map(([kind]) => kind).join();
    expect(['', 'capture,refund']).toContain(kept);
  });

  test('leaves nothing that a checker would object to', async () => {
    const final = await expectAllChecksToHold(testLab());
    expect(final.money?.payments.map(({ state }) => state).toSorted()).toEqual(
      ['captured', 'declined', 'refunded', 'refunded'].toSorted(),
    );
  });
});

/** Places an order, whatever is answered, and waits for what becomes of it. */
async function settled({ shop }: TestLab, key: string) {
  await shop.place(items, key).catch(() => null);
  const stored = (await shop.orders()).find(({ customer }) => customer.email.startsWith(`${key}@`));
  return { order: await shop.finished(stored?.orderId ?? '') };
}

async function releases({ shop }: TestLab, orderId: string): Promise<void> {
  const kinds = async () => (await shop.movementsOf(orderId)).map(({ kind }) => kind).join();
  await until('the stock is given back', async () => (await kinds()) === 'reserve,release');
}

async function moneyOf({ lab }: TestLab, orderId: string): Promise<[string, number][]> {
  const { entries } = await readProvider(lab.urls['provider'] ?? '');
  return entries.filter((entry) => entry.orderId === orderId).map(({ kind, amountMinor }) => [kind, amountMinor]);
}

async function stateOf({ lab }: TestLab, orderId: string): Promise<string | undefined> {
  const { payments } = await getJson<{ payments: { orderId: string; state: string }[] }>(
    `${lab.urls['payments']}/payments`,
  );
  return payments.find((payment) => payment.orderId === orderId)?.state;
}
