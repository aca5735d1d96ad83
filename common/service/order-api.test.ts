import { expect, test } from 'vitest';
import { readSettings } from '../base/config.ts';
import { createHttp, ok } from '../http/http.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { orderSchema } from '../store/order-store.ts';
import { keyServer } from '../testing/key-server.ts';
import { scratch } from '../testing/scratch.ts';
import type { Caller } from '../tokens/read-token.ts';
import { orderApi } from './order-api.ts';

test('a customer orders under the address of his account, however it is written, and under no other; an operator for anybody', async () => {
  await using keys = await keyServer();
  await using disk = await scratch(orderSchema);
  const settings = readSettings({ LAB_DATA_DIR: disk.folder, CUSTOMERS_URL: keys.url });
  const http = createHttp(settings, createLog({ LAB_LOG_LEVEL: 'silent' }, 'test'), createMetrics('test'));
  const placed: string[] = [];
  orderApi(
    http.api,
    disk.store,
    async ({ customer }) => {
      placed.push(customer.email);
      return ok({});
    },
    () => null,
  );
  const url = `http://127.0.0.1:${await http.listen()}`;
  await using _ = { [Symbol.asyncDispose]: () => http.drain() };

  async function place(caller: Caller, email: string, path = '/orders') {
    const { token } = await keys.keys.sign(caller);
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ customer: { name: 'Ada', email }, items: [{ sku: 'TEA-ASSAM', quantity: 1 }] }),
    });
    return [answer.status, ((await answer.json()) as { type?: string }).type];
  }
  const ada = { id: 'ada', role: 'customer', email: 'ada@lab.example' } as const;
  const refused = [403, 'urn:three-mode-lab:problem:forbidden'];
  expect(await place(ada, 'Ada@Lab.example')).toEqual([200, undefined]);
  for (const path of ['/orders', '/order']) expect(await place(ada, 'grace@lab.example', path)).toEqual(refused);
  expect(await place({ id: 'operator', role: 'operator' }, 'grace@lab.example')).toEqual([200, undefined]);
  expect(placed).toEqual(['Ada@Lab.example', 'grace@lab.example']);
});
