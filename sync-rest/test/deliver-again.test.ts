import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { placed } from '../../common/testing/samples.ts';
import { storesOf } from '../../common/testing/stores.ts';
import { callOutboxSchema } from '../call-outbox.ts';
import { deliverAgain } from '../operate/deliver.ts';

/** All services at one address, and what they are called with. */
async function services() {
  const called: [string | undefined, string][] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      called.push([request.url, body]);
      response.end('{}');
    });
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { called, urls: { orders: url, inventory: url, payments: url, notifications: url } };
}

test('every call of an order that was answered is made again as it was, those of its payment and what gave back, too', async () => {
  await using it = await storesOf({ orders: callOutboxSchema });
  const { called, urls } = await services();
  const insert = 'INSERT INTO calls (order_id, kind, body, done_at) VALUES (?, ?, ?, ?)';
  const order = placed();
  const made = ['reserve', 'pay', 'release', 'refund'];
  for (const kind of made) await it.run('orders', insert, order.orderId, kind, `{"of":"${kind}"}`, 'now');
  await it.run('orders', insert, order.orderId, 'send', '{}', null);
  await it.run('orders', insert, 'another', 'reserve', '{}', 'now');
  const at = { createdAt: '', updatedAt: '', version: 2 };
  expect(await deliverAgain(urls, it.folder, { ...order, ...at, status: 'failed' }, 'key')).toBe(5);
  const { customer, items } = order;
  expect(called).toEqual([
    ['/orders', JSON.stringify({ customer, items })],
    ...made.map((kind) => [`/${kind}`, `{"of":"${kind}"}`]),
  ]);
});
