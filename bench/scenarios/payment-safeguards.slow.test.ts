import { describe, expect, test } from 'vitest';
import { judge } from '../checkers/judge.ts';
import { finalReads } from '../lab/final-reads.ts';
import { tellProvider } from '../lab/provider/provider.ts';
import { untilQuiescent } from '../lab/quiescence.ts';
import { send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { moneyOf, paymentOf, settled, shapes } from './paid-orders.ts';
import { openLab, type TestLab, useLab } from './with-lab.ts';

const settings = { LAB_PAYMENT_DEADLINE_MS: '500' };

/** An order that nothing hinders. */
async function paidFor(testLab: TestLab): Promise<void> {
  const { order } = await settled(testLab);
  expect(order).toMatchObject({ status: 'confirmed' });
}

/** The checks that are violated, once nothing moves. */
async function violatedIn({ lab, mode, shop, catalogue }: TestLab): Promise<string[]> {
  const stillMoving = await untilQuiescent(lab, 30_000);
  const final = await finalReads(lab, catalogue, stillMoving);
  const { verdicts } = judge({ mode, fault: 'none', history: shop.recorder.mergedWith([]), final });
  return verdicts.filter(({ outcome }) => outcome === 'violated').map(({ check }) => check);
}

describe.each(shapes)('a safeguard that is off, $shape in $name', ({ mode, shape }) => {
  test('compensation: money and stock of an order that did not succeed are kept, and that is seen', async () => {
    const off = { ...settings, LAB_WITHOUT: 'compensation' };
    await using testLab = await openLab(mode, { paying: { shape }, settings: off });
    await paidFor(testLab); // where it is called, nobody acknowledges the other one, and then nothing would be judged
    await tellProvider(testLab.lab.urls['provider'] ?? '', { lost: 1 });
    await settled(testLab);
    const violated = await violatedIn(testLab);
    expect(violated).toEqual(expect.arrayContaining(['reservation', 'captured', 'compensated']));
  });

  test('idempotency-key: the provider moves the money again, and that is seen', async () => {
    const off = { ...settings, LAB_WITHOUT: 'idempotency-key', LAB_PAYMENT_DEADLINE_MS: '1500' };
    await using testLab = await openLab(mode, { paying: { shape, faults: { errorsAfter: 1 } }, settings: off });
    const healing = until('it was charged twice', async () => {
      const [order] = await testLab.shop.orders();
      return order !== undefined && (await moneyOf(testLab, order.orderId)).length > 1;
    });
    const settling = settled(testLab);
    await healing;
    await tellProvider(testLab.lab.urls['provider'] ?? '', {});
    await settling;
    expect(await violatedIn(testLab)).toContain('captured');
  });
});

describe.each(shapes)('a refund that keeps failing, $shape in $name', ({ mode, shape }) => {
  const testLab = useLab(mode, { paying: { shape }, settings });

  test('is parked with its reason, can be seen, and is made when it is redriven', async () => {
    const { lab } = testLab();
    const provider = lab.urls['provider'] ?? '';
    await tellProvider(provider, { lost: 1, refundErrors: 1 });
    const { order } = await settled(testLab());
    const state = async () => (await paymentOf(testLab(), order.orderId))?.state;
    await until('the refund is parked', async () => (await state()) === 'parked', 110_000);
    expect((await paymentOf(testLab(), order.orderId))?.reason).toMatch(/provider/);
    await tellProvider(provider, {});
    const { json } = await send<{ redriven: number }>('POST', `${lab.urls['payments']}/payments/redrive`, {});
    expect(json).toEqual({ redriven: 1 });
    await until('it is refunded', async () => (await state()) === 'refunded');
    expect((await moneyOf(testLab(), order.orderId)).map(([kind]) => kind)).toEqual(['capture', 'refund']);
  });

  test('that comes late to the provider is refused there: it was refunded before it was charged', async () => {
    const { lab } = testLab();
    const provider = lab.urls['provider'] ?? '';
    await tellProvider(provider, { delayMs: 1500 });
    const { order } = await settled(testLab());
    expect(order).toMatchObject({ status: 'failed' });
    await tellProvider(provider, {});
    await until('nothing is kept', async () => (await paymentOf(testLab(), order.orderId))?.state === 'refunded');
    const kept = (await moneyOf(testLab(), order.orderId)).map(([kind]) => kind).join();
    expect(['', 'capture,refund']).toContain(kept);
  });

  test('leaves nothing that a checker would object to', async () => {
    await paidFor(testLab());
    await expectAllChecksToHold(testLab());
  });
});
