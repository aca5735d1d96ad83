import { describe, expect, test } from 'vitest';
import { change, select } from '../../common/store/inspector.ts';
import { until } from '../lab/until.ts';
import { comeToRest, expectAllChecksToHold } from './judged.ts';
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

describe.each(eventModes)('an order that came through the broker and was set aside, in $name', (mode) => {
  const testLab = useLab(mode, { settings: { LAB_REQUESTS: '1' } });

  test.each(['ada', null])('is redriven to one order, and its client %s is told of it', async (name) => {
    const { lab, shop } = testLab();
    const before = (await shop.orders()).length;
    const got: [string, string][] = [];
    const client = await lab.operator.orderClient?.(name, (id, bytes) => {
      got.push([id, (JSON.parse(Buffer.from(bytes).toString()) as { status: string }).status]);
    });
    const [id, other] = [shop.nextKey(), shop.nextKey()];
    const place = (key: string) => client?.place(key, JSON.stringify(shop.body(items, key)));
    const parked = () => lab.operator.parked();
    const isParked = async () => (await parked()).length === 1;

    // The order service can store no order, for a reason that is not known to pass by itself.
    await change(lab.running.dataFolder, 'orders', noOrders);
    await place(id);
    await until('it is set aside', isParked);
    expect(await parked()).toMatchObject([
      {
        messageId: id,
        consumer: expect.stringMatching(/requests$/),
        reason: expect.stringContaining('no orders today'),
      },
    ]);
    expect(await lab.operator.redrive?.(id)).toBe(1);
    await until('it is set aside again', isParked);
    expect(await shop.orders()).toHaveLength(before);

    await change(lab.running.dataFolder, 'orders', 'DROP TRIGGER no_orders');
    expect(await lab.operator.redrive?.()).toBe(1);
    await until('its client is told', () => got.some(([one]) => one === id));
    expect(await parked()).toEqual([]);
    await place(id); // its client has lost patience meanwhile
    await place(other);
    await until('the other one is replied to', () => got.some(([one]) => one === other));
    await comeToRest(testLab());
    const told = got.filter(([one]) => one === id || one === other); // whoever reads a topic of replies sees those of others, too
    expect(new Set(told.map(String))).toEqual(new Set([`${id},confirmed`, `${other},confirmed`]));
    expect(await shop.orders()).toHaveLength(before + 2);
    await client?.close();
  });
});

const noOrders = `CREATE TRIGGER no_orders BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'no orders today'); END`;

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
