import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { changePayment, findPayment, insertPayment, paymentSchema } from '../store/payment-store.ts';
import { reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { serviceContext } from '../testing/service-context.ts';
import { createPaymentDesk } from './payment-desk.ts';
import { providerStatus } from './payment-provider.ts';

/** A provider that answers each path with what it is told, after `meanwhile`. */
async function providerThat(answers: Record<string, number>, meanwhile = async () => {}) {
  const server = createServer((asked, answer) => {
    answer.statusCode = answers[asked.url ?? ''] ?? 404;
    asked.resume().on('end', () => void meanwhile().then(() => answer.end('{}')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('payments and refunds are counted by what became of them, each outcome from nothing on', async () => {
  const answers = { '/charges': providerStatus.captured as number, '/refunds': 503 };
  await using it = await scratch(paymentSchema);
  const PROVIDER_URL = await providerThat(answers);
  // Asked once, however long it takes: what is answered decides, and not the time.
  const context = serviceContext({ PROVIDER_URL, LAB_PAYMENT_DEADLINE_MS: '20000', LAB_WITHOUT: 'retries' });
  const desk = createPaymentDesk(context, it.store, { undoesItself: false, onRefunded: async () => {} });
  const counted = async (name: 'payments' | 'refunds') => {
    const { values } = await context.metrics[name].get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]));
  };
  expect(await counted('payments')).toEqual({ captured: 0, declined: 0, timeout: 0, unavailable: 0 });
  expect(await counted('refunds')).toEqual({ refunded: 0, postponed: 0, parked: 0 });

  const charge = async (orderId: string) => {
    const { data } = reserved({ orderId, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] });
    await desk.charge(data as Parameters<typeof desk.charge>[0], undefined);
  };
  await charge('paid');
  answers['/charges'] = providerStatus.declined;
  await charge('declined');
  answers['/charges'] = 503;
  await charge('unknown');
  expect(await counted('payments')).toEqual({ captured: 1, declined: 1, timeout: 0, unavailable: 1 });

  await it.store.transact((tx) => desk.refund(tx, 'paid'));
  await desk.start();
  onTestFinished(desk.stop);
  await expect.poll(async () => (await counted('refunds'))['postponed']).toBeGreaterThan(0);
  answers['/refunds'] = providerStatus.refunded;
  await expect.poll(async () => (await counted('refunds'))['refunded']).toBe(1);
  await it.store.transact((tx) => desk.refund(tx, 'paid')); // repeated after its effect
  await charge('paid');
  expect(await findPayment(it.store.reader, 'paid')).toMatchObject({ state: 'refunded' });
  expect(desk.refunding()).toBe(0);
  expect(await counted('payments')).toMatchObject({ captured: 1 });
});

test('a refund that another process parks while this one hears that the money is back is refunded, and told', async () => {
  await using it = await scratch(paymentSchema);
  const { store } = it;
  await store.transact((tx) => insertPayment(tx, { orderId: 'o1', state: 'refunding' }));
  const otherParks = () =>
    store.transact((tx) => changePayment(tx, 'o1', ['refunding'], { to: 'parked', reason: '503' })).then(() => {});
  const PROVIDER_URL = await providerThat({ '/refunds': providerStatus.refunded }, otherParks);
  const context = serviceContext({ PROVIDER_URL, LAB_PAYMENT_DEADLINE_MS: '20000' });
  const told: string[] = [];
  const desk = createPaymentDesk(context, store, {
    undoesItself: false,
    onRefunded: async (_tx, orderId) => void told.push(orderId),
  });
  await desk.start();
  onTestFinished(desk.stop);
  await expect.poll(async () => (await findPayment(store.reader, 'o1'))?.state).toBe('refunded');
  expect(told).toEqual(['o1']);
  await expect.poll(desk.refunding).toBe(0);
});
