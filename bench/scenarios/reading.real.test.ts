import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { NotificationPage } from '../../common/contracts/notifications.ts';
import { Order, OrderPage } from '../../common/contracts/orders.ts';
import { Product, ProductList, StockMovementPage } from '../../common/contracts/products.ts';
import { request, send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { allModes, useLab } from './with-lab.ts';

type Page = z.infer<typeof OrderPage>;

describe.each(allModes)('what a client reads, in $name', (mode) => {
  const testLab = useLab(mode);
  const urlOf = (role: string, path: string) => `${testLab().lab.urls[role]}${path}`;
  const ids: string[] = [];

  test('lists orders newest first, in pages that miss and repeat nothing', async () => {
    const { shop } = testLab();
    for (let n = 0; n < 5; n++) {
      const { json } = await shop.place([{ sku: n === 2 ? 'NO-SUCH-SKU' : 'TEA-ASSAM', quantity: 1 }]);
      ids.unshift(json.orderId);
      await shop.finished(json.orderId);
    }
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { status, json } = await request<Page>(urlOf('orders', `/orders?limit=2${cursor}`));
      expect(status).toBe(200);
      const page: Page = OrderPage.parse(json);
      pages.push(page.orders.map(({ orderId }) => orderId));
      cursor = page.next === null ? null : `&cursor=${page.next}`;
    }
    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  test('lists orders by their status', async () => {
    const statuses = async (status: string) =>
      (await request<Page>(urlOf('orders', `/orders?status=${status}`))).json.orders.map(({ orderId }) => orderId);
    expect(await statuses('rejected')).toEqual([ids[2]]);
    expect(await statuses('confirmed')).toHaveLength(4);
    expect(await statuses('pending')).toEqual([]);
  });

  test('gives one order, as its contract says', async () => {
    const { status, json } = await request<Order>(urlOf('orders', `/orders/${ids[0]}`));
    expect(status).toBe(200);
    expect(Order.parse(json).orderId).toBe(ids[0]);
  });

  test('lists twelve products and gives one of them', async () => {
    const { json } = await request<unknown>(urlOf('inventory', '/products'));
    const { products } = ProductList.parse(json);
    expect(products).toHaveLength(12);
    const one = await request<unknown>(urlOf('inventory', `/products/${products[0]?.sku}`));
    expect(Product.parse(one.json)).toEqual(products[0]);
  });

  test('sets the stock of a product, which the ledger remembers', async () => {
    const { shop } = testLab();
    const before = await shop.product('TEA-ROOIBOS');
    const { status, json } = await shop.setStock('TEA-ROOIBOS', 77);
    expect(status).toBe(200);
    expect(Product.parse(json)).toEqual({ ...before, available: 77 });
    const last = (await shop.ledger()).at(-1);
    const change = { sku: 'TEA-ROOIBOS', kind: 'set', quantity: 77 - before.available, availableAfter: 77 };
    expect(last).toMatchObject(change);
    expect(last).not.toHaveProperty('orderId');
  });

  test('lists the ledger oldest first; it opens with the initial stock of every product', async () => {
    const { catalogue } = testLab();
    const first = await request<unknown>(urlOf('inventory', '/stock-movements?limit=12'));
    const page = StockMovementPage.parse(first.json);
    expect(new Set(page.movements.map(({ kind }) => kind))).toEqual(new Set(['set']));
    expect(page.movements.map(({ sku }) => sku).toSorted()).toEqual(catalogue.map(({ sku }) => sku).toSorted());
    const rest = await request<unknown>(urlOf('inventory', `/stock-movements?after=${page.next}`));
    const { movements, next } = StockMovementPage.parse(rest.json);
    expect(next).toBeNull();
    expect(movements.map(({ kind }) => kind)).toEqual(['reserve', 'reserve', 'reserve', 'reserve', 'set']);
    expect(movements[0]?.orderId).toBe(ids.at(-1));
  });

  test('lists notifications oldest first, all of them or those of one order', async () => {
    for (const id of ids) await testLab().shop.told(id);
    const all = await request<unknown>(urlOf('notifications', '/notifications?limit=3'));
    const { notifications, next } = NotificationPage.parse(all.json);
    expect(notifications.map(({ orderId }) => orderId)).toEqual(ids.toReversed().slice(0, 3));
    const rest = await request<unknown>(urlOf('notifications', `/notifications?after=${next}`));
    expect(NotificationPage.parse(rest.json).notifications).toHaveLength(2);
    const own = await request<unknown>(urlOf('notifications', `/notifications?orderId=${ids[2]}`));
    expect(NotificationPage.parse(own.json).notifications).toMatchObject([{ kind: 'order-rejected' }]);
  });

  test('sends a test notification by e-mail and by sms', async () => {
    const { shop } = testLab();
    const url = urlOf('notifications', '/notifications/test');
    expect((await send('POST', url, { to: 'ada@example.org', channel: 'email' })).status).toBe(202);
    expect((await send('POST', url, { to: '+4915112345678', channel: 'sms' })).status).toBe(202);
    const tests = (await shop.notifications()).filter(({ kind }) => kind === 'test');
    expect(tests.map(({ to, channel }) => [to, channel])).toEqual([
      ['ada@example.org', 'email'],
      ['+4915112345678', 'sms'],
    ]);
  });

  test.each(mode.services)('finds $name alive, ready, measured and described', async ({ role, name }) => {
    expect(await request(urlOf(role, '/health'))).toMatchObject({ status: 200, json: { status: 'alive' } });
    expect(await request(urlOf(role, '/ready'))).toMatchObject({ status: 200, json: { status: 'ready' } });
    const metrics = await request<null>(urlOf(role, '/metrics'));
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    for (const metric of ['http_request_duration_seconds', 'outbox_depth', 'messages_duplicate_total']) {
      expect(metrics.text).toContain(metric);
    }
    expect(metrics.text).toContain(`service="${name}"`);
    const { json } = await request<{ openapi: string; paths: object }>(urlOf(role, '/openapi.json'));
    expect(json.openapi).toMatch(/^3\.1/);
    expect(Object.keys(json.paths)).toContain('/health');
  });

  test.runIf(mode.services.some(({ role }) => role === 'analytics'))(
    'reads from analytics what the other services did',
    async () => {
      const tally = await until('analytics has folded every event', async () => {
        const { json } = await request<{ notified: number }>(urlOf('analytics', '/metrics.json'));
        return json.notified === 5 && json;
      });
      expect(tally).toMatchObject({ orders: 5, confirmed: 4, rejected: 1, failureRate: 0.2 });
    },
  );

  test('is told nothing of the software behind it', async () => {
    const { headers } = await request(urlOf('orders', '/orders'));
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
