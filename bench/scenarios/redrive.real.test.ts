import { describe, expect, test } from 'vitest';
import { change, select } from '../../common/store/inspector.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { eventModes, type TestLab, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];

// In REST mode nothing is parked between services: a refused call is a problem document to its caller.
describe.each(eventModes)('a message that its handler refuses, in $name', (mode) => {
  const testLab = useLab(mode);

  test('is parked with its reason, and redriven to exactly one effect once it can be processed', async () => {
    const { lab, shop } = testLab();
    // The order service forgets an order, as after a restore of an old backup, before it hears of its outcome.
    await lab.service('inventory').stop();
    const { json: order } = await shop.place(items);
    const row = await forget(testLab(), order.orderId);
    lab.service('inventory').start();
    await lab.ready();

    const [pill, ...others] = await until('the outcome is parked', async () => {
      const parked = await lab.operator.parked();
      return parked.length > 0 && parked;
    });
    expect(others).toEqual([]);
    expect(pill?.reason).toBe(`refused: Order ${order.orderId} is not known here.`);
    expect(pill?.orderId).toBe(order.orderId);
    expect(pill?.consumer).toMatch(/order-service$/);
    const good = await shop.place(items);
    expect((await shop.finished(good.json.orderId)).status).toBe('confirmed'); // the consumer goes on

    await remember(testLab(), row);
    shop.recorder.note('redrive', 'invoke', pill?.messageId ?? '', null);
    expect(await lab.operator.redrive?.()).toBe(1);
    shop.recorder.note('redrive', 'ok', pill?.messageId ?? '', null);
    expect(await shop.finished(order.orderId)).toMatchObject({ status: 'confirmed', version: 2, totalMinor: 1780 });
    expect(await lab.operator.parked()).toEqual([]);
    expect(await lab.operator.redrive?.()).toBe(0);
    expect(await shop.told(order.orderId)).toHaveLength(1);
    expect(await shop.movementsOf(order.orderId)).toHaveLength(1);
    await expectAllChecksToHold(testLab());
  });

  test('is parked again when it still cannot be processed', async () => {
    const { lab, shop } = testLab();
    await lab.service('inventory').stop();
    const { json: order } = await shop.place(items);
    const row = await forget(testLab(), order.orderId);
    lab.service('inventory').start();
    await lab.ready();
    const isParked = async () => (await lab.operator.parked()).length === 1;
    await until('the outcome is parked', isParked);
    expect(await lab.operator.redrive?.()).toBe(1);
    await until('it is parked again', isParked);
    await remember(testLab(), row);
    expect(await lab.operator.redrive?.()).toBe(1);
    expect((await shop.finished(order.orderId)).status).toBe('confirmed');
  });
});

type Row = Record<string, string | number | null>;

async function forget({ lab }: TestLab, orderId: string): Promise<Row> {
  const [row] = await select<Row>(lab.running.dataFolder, 'orders', 'SELECT * FROM orders WHERE order_id = ?', orderId);
  await change(lab.running.dataFolder, 'orders', 'DELETE FROM orders WHERE order_id = ?', orderId);
  return row as Row;
}

async function remember({ lab }: TestLab, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  const insert = `INSERT INTO orders (${columns.join(', ')}) VALUES (${places})`;
  await change(lab.running.dataFolder, 'orders', insert, ...Object.values(row));
}
