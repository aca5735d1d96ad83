import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { readOutboxes } from '../../common/operator/store-reader.ts';
import { until } from '../lab/until.ts';
import { eventModes, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];

/** What somebody says inventory decided of an order. */
function forged(orderId: string, customer: object, changed: Record<string, unknown> = {}) {
  const lines = [{ sku: 'TEA-ASSAM', quantity: 2, unitPriceMinor: 890 }];
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'somebody',
    type: 'InventoryReserved',
    subject: orderId,
    time: new Date().toISOString(),
    data: { orderId, customer, items: lines, totalMinor: 1780, currency: 'EUR', lowStock: [], ...changed },
  };
}

// In REST mode nobody can tell an order service anything that it did not ask for: see its test of foreign answers.
describe.each(eventModes)('what somebody else says of an order, in $name', (mode) => {
  const testLab = useLab(mode);

  test('decides nothing unless it is about that order, its customer and its items; it is set aside', async () => {
    const { lab, shop } = testLab();
    await lab.service('inventory').stop();
    const { json: order } = await shop.place(items);
    const { orderId, customer } = order;
    const cheap = [{ sku: 'CUP-SMALL', quantity: 1, unitPriceMinor: 1 }];
    const stranger = { name: 'Eve', email: 'eve@lab.example' };
    const other = randomUUID();
    const lies = [
      { ...forged(other, stranger, { items: cheap, totalMinor: 1 }), subject: orderId }, // of another order in its data
      forged(orderId, customer, { items: cheap, totalMinor: 1 }),
      forged(orderId, customer, { totalMinor: 1 }),
      forged(orderId, stranger),
    ];
    for (const lie of lies) await lab.operator.inject('orders', Buffer.from(JSON.stringify(lie)), lie.id);
    const byOrders = await until('all lies are set aside', async () => {
      const parked = (await lab.operator.parked()).filter(({ consumer }) => consumer.endsWith('order-service'));
      return parked.length >= lies.length && parked;
    });
    expect(byOrders.map(({ reason }) => reason).filter((reason) => !/^(unreadable|refused): ./.test(reason))).toEqual(
      [],
    );
    expect((await shop.orders()).map(({ status, version }) => [status, version])).toEqual([['pending', 1]]);

    lab.service('inventory').start();
    await lab.ready();
    expect(await shop.finished(orderId)).toMatchObject({ status: 'confirmed', version: 2, totalMinor: 1780, items });
  });

  test('has its effect once, though its id comes in capitals the second time', async () => {
    const { lab, shop } = testLab();
    const { json: order } = await shop.place(items);
    await shop.told(order.orderId);
    const duplicates = () => readGauge(lab.urls['notifications'], 'messages_duplicate_total');
    const before = await duplicates();
    const outcome = await until('the outcome is marked as sent', async () => {
      const rows = await readOutboxes(lab.running.dataFolder, 'off', order.orderId);
      return rows.find(({ type }) => type === 'InventoryReserved') ?? false;
    });
    const body = Buffer.from(outcome.body).toString();
    const id = outcome.messageId.toUpperCase();
    const loud = body.replace(`"id":"${outcome.messageId}"`, `"id":"${id}"`);
    expect(loud).not.toBe(body);
    await lab.operator.inject('notifications', Buffer.from(loud), id);
    await until('it is recognised', async () => (await duplicates()) > before);
    expect(await shop.told(order.orderId)).toHaveLength(1);
  });
});
