import { describe, expect, test } from 'vitest';
import type { CrashPoint } from '../../common/base/crash-point.ts';
import type { Mode, Role } from '../../common/mode.ts';
import { cardOf } from '../../common/service/payment-provider.ts';
import { tellProvider } from '../lab/provider/provider.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { dying, items, moneyOf, paymentOf, releases, settled, shapes } from './paid-orders.ts';
import { useLab } from './with-lab.ts';

interface Death {
  role: Role;
  point: CrashPoint;
  /** What becomes of the payment of that order. */
  paid: 'captured' | 'declined' | 'lost';
}

/** Before and after each step of a saga and each thing that undoes one, in who takes it. */
function deathsIn({ medium }: Mode, shape: string): Death[] {
  const drives = shape === 'orchestrated';
  const deaths: (Death & { if?: boolean })[] = [
    { role: 'orders', point: 'before-pay', paid: 'captured', if: drives },
    { role: 'payments', point: 'before-charge', paid: 'captured' },
    { role: 'payments', point: 'after-charge', paid: 'captured' },
    { role: 'payments', point: 'after-charge', paid: 'declined' },
    { role: 'payments', point: 'before-reply', paid: 'captured', if: medium.kind === 'calls' },
    { role: 'payments', point: 'before-ack', paid: 'captured', if: medium.kind !== 'calls' },
    { role: 'orders', point: 'after-pay', paid: 'captured' },
    { role: 'orders', point: 'after-pay', paid: 'declined' },
    { role: 'orders', point: 'after-pay', paid: 'lost' },
    { role: 'orders', point: 'before-undo', paid: 'declined' },
    { role: 'orders', point: 'before-undo', paid: 'lost' },
    { role: 'inventory', point: 'before-release', paid: 'declined' },
    { role: 'inventory', point: 'after-release', paid: 'declined' },
    { role: 'payments', point: 'before-refund', paid: 'lost' },
    { role: 'payments', point: 'after-refund', paid: 'lost' },
    { role: 'orders', point: 'after-undo', paid: 'declined', if: drives },
    { role: 'orders', point: 'after-undo', paid: 'lost', if: drives },
  ];
  return deaths.filter(({ if: applies = true }) => applies);
}

describe.each(shapes)('a service that dies on the way of a payment, $shape in $name', ({ mode, shape }) => {
  const testLab = useLab(mode, { paying: { shape }, settings: { LAB_PAYMENT_DEADLINE_MS: '500' } });
  const deaths = deathsIn(mode, shape);

  test.each(deaths)('$role at $point, where the payment is $paid', async ({ role, point, paid }) => {
    const { lab, shop } = testLab();
    const provider = lab.urls['provider'] ?? '';
    // Whoever died in the case before opened the circuit to him, and through an open one nothing comes that he could die of.
    await tellProvider(provider, {});
    await lab.ready();
    await until('an order is paid', async () => {
      const { status, json } = await shop.place(items);
      return status < 300 && (await shop.finished(json.orderId)).status === 'confirmed';
    });
    const key = shop.nextKey();
    const { customer } = shop.body(items, key);
    await tellProvider(
      provider,
      paid === 'lost' ? { lost: 1 } : paid === 'declined' ? { declines: [cardOf(customer)] } : {},
    );
    // What is lost once is lost for as long as it takes to fail; then the provider is well again, and gives back.
    const dead = dying(testLab(), { role, point }, key);
    if (paid === 'lost') {
      await until('the payment is not known in time', async () => {
        const stored = (await shop.orders().catch(() => [])).find((one) => one.customer.email === customer.email);
        const state = stored && (await paymentOf(testLab(), stored.orderId).catch(() => undefined))?.state;
        return state !== undefined && state !== 'charging' && state !== 'captured';
      });
      await tellProvider(provider, {});
    }
    const { order } = await dead;
    const money = async () => (await moneyOf(testLab(), order.orderId)).map(([kind]) => kind).join();
    if (paid === 'captured' && order.status === 'confirmed') {
      expect(await moneyOf(testLab(), order.orderId)).toEqual([['capture', order.totalMinor]]);
      return;
    }
    // Where it is called, a service that is away for too long is one that did not answer: the order may fail.
    if (mode.medium.kind !== 'calls') expect(order.status).toBe(paid === 'declined' ? 'rejected' : 'failed');
    expect(order.status).not.toBe('confirmed');
    await releases(testLab(), order.orderId);
    await until('nothing is kept', async () => ['', 'capture,refund'].includes(await money()));
  });

  test('leaves nothing that a checker would object to', async () => {
    await settled(testLab());
    await expectAllChecksToHold(testLab(), [...new Set(deaths.map(({ point }) => `crash-${point}`))].join('+'));
  });
});
