import { expect, test } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../base/config.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { keyServer } from '../testing/key-server.ts';
import type { Caller } from '../tokens/read-token.ts';
import { createHttp, ok } from './http.ts';

async function serve(env: Record<string, string> = {}) {
  const settings = readSettings({ LAB_DATA_DIR: '/nowhere', ...env });
  const http = createHttp(settings, createLog({ LAB_LOG_LEVEL: 'silent' }, 'test'), createMetrics('test'));
  const tell = async (_body: unknown, { caller }: { caller?: unknown }) => ok({ caller });
  http.api.get('/health', async () => ok({}));
  http.api.get('/orders/:id', async ({ caller }) => ok({ caller }));
  http.api.get('/nobody-thought-of', async () => ok({}));
  http.api.put('/products/:sku/stock', z.strictObject({}), tell);
  http.api.call('/reserve', z.strictObject({}), tell);
  http.api.intake(['/orders'], z.strictObject({}), tell, () => null);
  http.metrics(async () => 'up 1\n');
  const url = `http://127.0.0.1:${await http.listen()}`;
  return { url, [Symbol.asyncDispose]: () => http.drain() };
}

const routes = [
  ['GET', '/health', ['nobody', 'customer', 'operator', 'service']],
  ['POST', '/orders', ['customer', 'operator']],
  ['GET', '/orders/1', ['customer', 'operator']],
  ['PUT', '/products/A/stock', ['operator']],
  ['GET', '/nobody-thought-of', ['operator']],
  ['GET', '/metrics', ['operator']],
  ['POST', '/reserve', ['service']],
] as const;

const ask = (url: string, method: string, authorization?: string) =>
  fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    ...(method !== 'GET' && { body: '{}' }),
  });

test('where tokens are asked for each route is for those it is meant for: 401 without a token, 403 in another role', async () => {
  await using keys = await keyServer();
  await using it = await serve({ CUSTOMERS_URL: keys.url });
  const callers: (Caller | null)[] = [
    null,
    { id: 'x', role: 'customer', email: 'ada@lab.example' },
    { id: 'x', role: 'operator' },
    { id: 'x', role: 'service' },
  ];
  for (const [method, path, may] of routes)
    for (const caller of callers) {
      const role = caller?.role ?? 'nobody';
      const token = caller ? `Bearer ${(await keys.keys.sign(caller)).token}` : undefined;
      const answer = await ask(it.url + path, method, token);
      const expected = (may as readonly string[]).includes(role) ? 200 : role === 'nobody' ? 401 : 403;
      expect(answer.status, `${role} ${method} ${path}`).toBe(expected);
      expect(answer.headers.get('www-authenticate')).toBe(expected === 401 ? 'Bearer' : null);
      const text = await answer.text();
      if (expected === 200 && text.includes('caller')) expect(JSON.parse(text)).toEqual({ caller });
    }
});

test('who watches reads the metrics with a token of its own, also while the customers service is away, and nothing else', async () => {
  const own = 'a-token-for-prometheus';
  await using it = await serve({ CUSTOMERS_URL: 'http://127.0.0.1:1', LAB_METRICS_TOKEN: own });
  const status = async (path: string, shown: string) => (await ask(it.url + path, 'GET', shown)).status;
  expect(await status('/metrics', `Bearer ${own}`)).toBe(200);
  expect(await status('/metrics', `Bearer ${own}x`)).not.toBe(200);
  expect((await ask(`${it.url}/metrics`, 'GET')).status).toBe(401);
  for (const path of ['/orders/1', '/nobody-thought-of']) expect(await status(path, `Bearer ${own}`)).not.toBe(200);
});

test('without such a token nobody has it: an empty one is none', async () => {
  await using it = await serve({ CUSTOMERS_URL: 'http://127.0.0.1:1' });
  for (const shown of ['Bearer ', 'Bearer undefined', ''])
    expect((await ask(`${it.url}/metrics`, 'GET', shown)).status).not.toBe(200);
});

test('where nobody asks for tokens none is needed, and one that is shown says nothing', async () => {
  await using it = await serve();
  for (const [method, path] of routes) {
    const answer = await ask(it.url + path, method, 'Bearer no.token.atall');
    expect(answer.status, path).toBe(200);
    expect(await answer.text()).not.toContain('caller');
  }
});
