import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { logIn, signUp } from '../lab/customers/customers.ts';
import { problemIn, request, send } from '../lab/request.ts';
import { triedIn, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const bodyOf = (email: string) => ({ customer: { name: 'Ada', email }, items });

describe.each(triedIn('sync-rest'))('where tokens are asked for, in $name', (mode) => {
  const testLab = useLab(mode, { tokens: true });
  const urlOf = (role: string, path: string) => `${testLab().lab.urls[role]}${path}`;

  async function customer(name: string) {
    const customers = urlOf('customers', '');
    const { customerId, ...person } = await signUp(customers, name);
    const { bearer } = await logIn(customers, person);
    const shown = { authorization: bearer };
    const orders = urlOf('orders', '/orders');
    return {
      customerId,
      shown,
      place: (key: string) => send<Order>('POST', orders, bodyOf(person.email), { ...shown, 'idempotency-key': key }),
      placeAs: (email: string) => send<Order>('POST', orders, bodyOf(email), shown),
      read: (orderId: string) => request<Order>(`${orders}/${orderId}`, { headers: shown }),
      cancel: (orderId: string) => send<Order>('PUT', `${orders}/${orderId}/cancel`, {}, shown),
      list: async () => (await request<{ orders: Order[] }>(orders, { headers: shown })).json.orders,
    };
  }

  test('an order is its customer’s: nobody else finds it, lists have one’s own alone, and keys of two customers do not meet', async () => {
    const { shop } = testLab();
    const [ada, grace] = await Promise.all([customer('ada'), customer('grace')]);
    const placed = await ada.place('the-same-key');
    expect(placed.status).toBe(mode.answer === 'outcome' ? 201 : 202);
    const { orderId } = placed.json;
    expect((await shop.finished(orderId)).status).toBe('confirmed');
    expect(await shop.told(orderId)).toHaveLength(1);
    expect((await ada.read(orderId)).json.orderId).toBe(orderId);
    expect(problemIn(await grace.read(orderId)).status).toBe(404);
    expect(problemIn(await grace.cancel(orderId)).status).toBe(404);
    expect(problemIn(await ada.cancel(orderId)).status).toBe(409); // hers, and too late; where nobody drives it always is
    expect((await ada.place('the-same-key')).json.orderId).toBe(orderId);
    const other = (await grace.place('the-same-key')).json.orderId;
    expect(other).not.toBe(orderId);
    expect(problemIn(await grace.placeAs('ada@customers.example')).status).toBe(403);
    expect((await ada.list()).map((order) => order.orderId)).toEqual([orderId]);
    expect((await grace.list()).map((order) => order.orderId)).toEqual([other]);
    expect((await shop.orders()).map((order) => order.orderId).toSorted()).toEqual([orderId, other].toSorted());
  });

  test('what is an operator’s is refused to a customer, and everything but the catalogue to nobody in particular', async () => {
    const { shown } = await customer('eve');
    const forOperators = [
      ['GET', urlOf('inventory', '/stock-movements')],
      ['PUT', urlOf('inventory', '/products/TEA-ASSAM/stock')],
      ['POST', urlOf('inventory', '/products')],
      ['GET', urlOf('notifications', '/notifications')],
      ['POST', urlOf('notifications', '/notifications/test')],
      ...['orders', 'inventory', 'notifications', 'customers'].map((role) => ['GET', urlOf(role, '/metrics')]),
      ['POST', urlOf('customers', '/keys/rotations')],
    ] as [string, string][];
    const calls = ['/reserve', '/release'].map((path) => ['POST', urlOf('inventory', path)] as [string, string]);
    const all = mode.answer === 'outcome' ? [...forOperators, ...calls] : forOperators;
    for (const [method, url] of all) {
      expect((await request(url, { method })).status, url).toBe(401);
      expect((await request(url, { method, headers: shown })).status, url).toBe(403);
    }
    expect((await request(urlOf('orders', '/orders'))).status).toBe(401);
    expect((await request(urlOf('inventory', '/products'))).status).toBe(200);
    expect((await testLab().shop.setStock('TEA-ASSAM', 500)).status).toBe(200);
  });

  test('once the keys are rotated without an overlap an old token is refused, and orders go on with new ones', async () => {
    const ada = await customer('ada-again');
    expect((await ada.place('before')).status).toBeLessThan(300);
    const { bearer } = await logIn(
      urlOf('customers', ''),
      testLab().lab.lookedAfterBy as { email: string; password: string },
    );
    const rotated = await send(
      'POST',
      urlOf('customers', '/keys/rotations'),
      { overlap: false },
      { authorization: bearer },
    );
    expect(rotated.status).toBe(201);
    await expect.poll(async () => (await ada.place('after')).status, { timeout: 15_000, interval: 200 }).toBe(401);
    const grace = await customer('grace-again');
    await expect
      .poll(async () => (await grace.place(`after-${Math.random()}`)).status, { timeout: 15_000, interval: 200 })
      .toBeLessThan(300);
  });
});
