import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { callbackSettings, startCaller, type Told } from '../lab/caller.ts';
import { problemIn, send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { modesNamed, type TestLab, triedIn, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
const cancel = ({ lab }: TestLab, orderId: string) =>
  send<Order>('PUT', `${lab.urls['orders']}/orders/${orderId}/cancel`, {});

const paid = triedIn('sync-rest', 'async-rabbitmq').map((mode) => ({
  mode,
  name: mode.name,
  how: 'paid',
  options: { paying: { shape: 'orchestrated' as const } },
}));
const unpaid = modesNamed('sync-rest').map((mode) => ({ mode, name: mode.name, how: 'not paid', options: {} }));

describe.each([...paid, ...unpaid])('an order that is cancelled, $how in $name', ({ mode, options }) => {
  const testLab = useLab(mode, { work: '400ms', settings: callbackSettings, ...options });
  const callers = { owed: [] as { orderId: string; place: string }[], got: [] as Told[], foreign: 0 };

  /** Places an order and finds it, pending if the machine is quick. */
  async function begun(key: string, headers: Record<string, string> = {}) {
    const { shop } = testLab();
    const placed = shop.place(items, key, undefined, undefined, headers);
    placed.catch(() => {});
    const { orderId } = await until('the order is there', async () =>
      (await shop.orders()).find(({ customer }) => customer.email.startsWith(`${key}@`)),
    );
    return { placed, orderId };
  }
  const heldBy = async (orderId: string) =>
    (await testLab().shop.movementsOf(orderId)).reduce((sum, { quantity }) => sum + quantity, 0);

  test('while inventory is at it is cancelled for good, answered alike when it is cancelled again, and holds nothing', async () => {
    const { shop, lab } = testLab();
    const caller = await startCaller();
    for (;;) {
      const key = shop.nextKey();
      const { placed, orderId } = await begun(key, { 'callback-url': caller.urlOf(key) });
      callers.owed.push({ orderId, place: key });
      const events = await fetch(`${lab.urls.orders}/orders/${orderId}/events`);
      const first = await cancel(testLab(), orderId);
      expect((await placed).status).toBeLessThan(300);
      const heard = await events.text();
      if (first.status === 409) continue; // this machine was too slow: another one
      expect(first.status, first.text).toBe(200);
      expect(first.json).toMatchObject({ status: 'rejected', reason: 'cancelled', version: 2 });
      expect(heard.match(/^id: .+$/gm)).toEqual(['id: 1', 'id: 2']);
      expect(heard).toContain('"reason":"cancelled"');
      expect((await cancel(testLab(), orderId)).json).toEqual(first.json);
      expect(await shop.told(orderId)).toMatchObject([
        { kind: 'order-rejected', text: expect.stringContaining('cancelled') },
      ]);
      await until('nothing is held', async () => (await heldBy(orderId)) === 0);
      expect(await shop.order(orderId)).toEqual(first.json);
      const told = () => caller.got.find((answer) => answer.orderId === orderId);
      await until('its caller is called back', told);
      expect(told()).toMatchObject({ status: 'rejected', reason: 'cancelled', version: 2 });
      break;
    }
    callers.got.push(...caller.got);
    callers.foreign += caller.foreign();
    await caller.close();
  });

  test('at any moment it is either cancelled or confirmed, and whoever cancelled it was told which', async () => {
    const { shop } = testLab();
    const cancelAfter = async (waitMs: number) => {
      const { placed, orderId } = await begun(shop.nextKey());
      await setTimeout(waitMs); // at another step each time; whichever it is, the same must hold
      const { status, json } = await cancel(testLab(), orderId);
      await placed;
      const order = await shop.finished(orderId);
      expect(status).toBe(order.reason === 'cancelled' ? 200 : 409);
      if (status === 200) expect(json).toEqual(order);
      else expect(order.status).toBe('confirmed');
      expect(await shop.told(orderId)).toHaveLength(1);
    };
    await Promise.all([0, 100, 200, 300, 400, 500, 600].map(cancelAfter));
  });

  test('it is too late once it is confirmed', async () => {
    const { shop } = testLab();
    const { orderId } = (await shop.place(items)).json;
    expect((await shop.finished(orderId)).status).toBe('confirmed');
    const refused = await cancel(testLab(), orderId);
    expect(problemIn(refused)).toMatchObject({ status: 409, type: 'urn:three-mode-lab:problem:too-late', orderId });
  });

  test('leaves nothing that a checker would object to', async () => {
    await expectAllChecksToHold(testLab(), 'none', [], callers);
  });
});
