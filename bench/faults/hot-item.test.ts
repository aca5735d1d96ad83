import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hotItem } from './hot-item.ts';

/** An inventory whose last pieces are gone by the time it has answered that so many are left. */
const stock = { available: 5000, reserved: 120 };
const inventory = createServer((request, response) => {
  if (request.method === 'PUT') {
    stock.reserved += 40;
    stock.available = 0;
  }
  response.setHeader('content-type', 'application/json').end(JSON.stringify(stock));
});
beforeAll(() => new Promise<void>((ready) => inventory.listen(0, '127.0.0.1', ready)));
afterAll(() => new Promise((closed) => inventory.close(closed)));

test('pieces that are sold before the bench looks are fought for all the same', async () => {
  const url = `http://127.0.0.1:${(inventory.address() as AddressInfo).port}`;
  const context = { lab: { urls: { inventory: url } } } as unknown as Parameters<typeof hotItem.create>[0];
  const fault = hotItem.create(context);
  await fault.inject();
  expect(await fault.seen?.()).toBe('0 of 40 pieces of TEA-ASSAM are left');
  await fault.heal();
  expect(await fault.witness()).toBe('40 pieces of TEA-ASSAM were fought for, 0 were left');
});
