import type { CrashPoint } from '../../common/base/crash-point.ts';
import type { Payment } from '../../common/contracts/payments.ts';
import type { Role } from '../../common/mode.ts';
import { readProvider } from '../lab/provider/provider.ts';
import { getAll } from '../lab/service-client.ts';
import { until } from '../lab/until.ts';
import { noteFault } from './judged.ts';
import { allModes, type TestLab, triedIn } from './with-lab.ts';

export const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];

/** Every mode in every shape that it can carry. */
export const shapes = allModes.flatMap((mode) =>
  mode.payment.shapes.map((shape) => ({ mode, shape, name: mode.name })),
);

/** One of each mode, another shape in the next mode; all of them in `npm run test:slow`. */
export const shapesTried = shapes.filter(
  ({ mode, shape }) =>
    triedIn().includes(mode) || shape === mode.payment.shapes[allModes.indexOf(mode) % mode.payment.shapes.length],
);

/** Places an order, whatever is answered, and waits for what becomes of it. */
export async function settled({ lab, shop }: TestLab, key = shop.nextKey()) {
  await shop.place(items, key).catch(() => null);
  await lab.ready(); // whoever died of it is back
  const stored = await until(`the order of ${key} is found`, async () =>
    (await shop.orders()).find(({ customer }) => customer.email.startsWith(`${key}@`)),
  );
  return { order: await shop.finished(stored.orderId) };
}

/** The same while a service dies at a point of its way, once, and comes back. */
export async function dying(testLab: TestLab, { point, role }: { point: CrashPoint; role: Role }, key?: string) {
  const { lab, said } = testLab;
  await lab.service(role).stop();
  said.length = 0;
  lab.service(role).start({ LAB_CRASH_POINT: point });
  await lab.ready();
  const { order } = await settled(testLab, key);
  await until(`the ${role} service has died`, () => said.some((line) => line.includes('ended (SIGKILL)')));
  await lab.ready();
  noteFault(testLab, `crash-${point}`, said.join('; '));
  return { order };
}

export async function releases({ shop }: TestLab, orderId: string): Promise<void> {
  const kinds = async () => (await shop.movementsOf(orderId)).map(({ kind }) => kind).join();
  await until('the stock is given back', async () => (await kinds()) === 'reserve,release');
}

/** What moved for an order, by the provider's ledger. */
export async function moneyOf({ lab }: TestLab, orderId: string): Promise<[string, number][]> {
  const { entries } = await readProvider(lab.urls['provider'] ?? '');
  return entries.filter((entry) => entry.orderId === orderId).map(({ kind, amountMinor }) => [kind, amountMinor]);
}

/** What the payment service knows of an order. */
export async function paymentOf({ lab }: TestLab, orderId: string): Promise<Payment | undefined> {
  const payments = await getAll<Payment>(`${lab.urls['payments']}/payments`, 'payments', 'after');
  return payments.find((payment) => payment.orderId === orderId);
}
