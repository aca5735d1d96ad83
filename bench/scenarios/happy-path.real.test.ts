import { describe, expect, test } from 'vitest';
import { operatorAbilities } from '../../common/capabilities.ts';
import { expectAllChecksToHold } from './judged.ts';
import { allModes, useLab } from './with-lab.ts';

describe.each(allModes)('an order that can be filled, in $name', (mode) => {
  const testLab = useLab(mode);

  test('its operator can do whatever the mode does not say it cannot, and no more', () => {
    const { operator } = testLab().lab;
    const able = operatorAbilities.filter((ability) => operator[ability] !== undefined);
    expect(able).toEqual(operatorAbilities.filter((ability) => mode.cannot[ability] === undefined));
  });

  test('is accepted with its location, and confirmed with prices and total from the catalogue', async () => {
    const { shop } = testLab();
    const reply = await shop.place([
      { sku: 'TEA-ASSAM', quantity: 2 },
      { sku: 'CUP-LARGE', quantity: 3 },
    ]);
    expect(reply.status).toBe(mode.answer === 'outcome' ? 201 : 202);
    expect(reply.json.status).toBe(mode.answer === 'outcome' ? 'confirmed' : 'pending');
    expect(reply.headers.get('location')).toBe(`/orders/${reply.json.orderId}`);
    const order = await shop.finished(reply.json.orderId);
    expect(order).toMatchObject({
      status: 'confirmed',
      items: [
        { sku: 'TEA-ASSAM', quantity: 2, unitPriceMinor: 890 },
        { sku: 'CUP-LARGE', quantity: 3, unitPriceMinor: 990 },
      ],
      totalMinor: 2 * 890 + 3 * 990,
      currency: 'EUR',
      version: 2,
    });
    expect(order).not.toHaveProperty('reason');
    if (mode.answer === 'outcome') expect(order).toEqual(reply.json);
  });

  test('can be placed at /order as well, without an idempotency key', async () => {
    const { lab, shop } = testLab();
    const key = shop.nextKey();
    const body = shop.body([{ sku: 'TEA-ASSAM', quantity: 1 }], key);
    shop.recorder.note('place-order', 'invoke', key, body);
    const response = await fetch(`${lab.urls['orders']}/order`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    });
    const { orderId, status: orderStatus } = (await response.json()) as { orderId: string; status: string };
    shop.recorder.note('place-order', 'ok', key, { status: response.status, orderId, orderStatus });
    expect((await shop.finished(orderId)).status).toBe('confirmed');
  });

  test('takes its pieces from the stock, with one row in the ledger per line', async () => {
    const { shop } = testLab();
    const before = await shop.product('KETTLE-STEEL');
    const { json } = await shop.place([{ sku: 'KETTLE-STEEL', quantity: 4 }]);
    await shop.finished(json.orderId);
    const after = await shop.product('KETTLE-STEEL');
    expect(after).toEqual({ ...before, available: before.available - 4, reserved: before.reserved + 4 });
    expect(await shop.movementsOf(json.orderId)).toMatchObject([
      { sku: 'KETTLE-STEEL', kind: 'reserve', quantity: -4, availableAfter: before.available - 4 },
    ]);
  });

  test('is told to its customer exactly once', async () => {
    const { shop } = testLab();
    const { json } = await shop.place([{ sku: 'POT-GLASS', quantity: 1 }]);
    const told = await shop.told(json.orderId);
    expect(told).toMatchObject([
      { orderId: json.orderId, kind: 'order-confirmed', channel: 'email', to: json.customer.email },
    ]);
    expect(told[0]?.text).toContain('28.50 EUR');
  });

  test('raises one low-stock alert when it brings a product down to its threshold, and none below it', async () => {
    const { shop } = testLab();
    await shop.setStock('FILTER-PAPER', 22);
    for (const quantity of [1, 1, 1]) {
      const { json } = await shop.place([{ sku: 'FILTER-PAPER', quantity }]); // 21, 20: the threshold, 19
      await shop.told(json.orderId);
    }
    const alerts = (await shop.notifications()).filter(({ kind }) => kind === 'low-stock');
    expect(alerts.map(({ text }) => text)).toEqual(['FILTER-PAPER: 20 left, threshold 20.']);
  });

  test('leaves nothing that a checker would object to', async () => {
    const { orders } = await expectAllChecksToHold(testLab());
    expect(orders).toHaveLength(7);
  });
});
