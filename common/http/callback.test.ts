import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { readSettings } from '../base/config.ts';
import { CallbackUrl } from '../contracts/answers.ts';
import { callbackPolicy, createCallbackClient, ForbiddenPlace } from './callback.ts';

const { deadlineMs } = callbackPolicy;
afterEach(() => {
  callbackPolicy.deadlineMs = deadlineMs;
});

const bytes = Buffer.from('a key of thirty bytes, or so it is');
const key = `whsec_${bytes.toString('base64')}`;

interface Taken {
  headers: IncomingMessage['headers'];
  path: string;
  body: string;
}

/** Somebody who takes callbacks, and a client; `lookup` stands for all of DNS. */
async function caller(
  env: Record<string, string>,
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end(),
  lookup: (name: string) => Promise<string[]> = async () => ['127.0.0.1'],
) {
  const taken: Taken[] = [];
  const server = createServer((message, response) => {
    text(message).then(
      (body) => {
        taken.push({ headers: message.headers, path: message.url ?? '', body });
        answer(response);
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = createCallbackClient(readSettings({ LAB_DATA_DIR: 'unused', CALLBACK_KEY: key, ...env }), lookup);
  return {
    taken,
    port,
    send: (url = `http://127.0.0.1:${port}/told?who=me`) => client.send(url, 'order-1', '{"status":"confirmed"}'),
    async [Symbol.asyncDispose]() {
      client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
const lab = { LAB_CALLBACK_PRIVATE: '1' };

test('whoever takes a callback can tell by its signature who sent it, what, and when', async () => {
  await using it = await caller(lab);
  await it.send();
  const [{ headers, path, body } = { headers: {}, path: '', body: '' }] = it.taken;
  expect([path, body, headers['content-type']]).toEqual(['/told?who=me', '{"status":"confirmed"}', 'application/json']);
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
  expect(id).toBe('order-1');
  expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(60);
  expect(signature).toBe(`v1,${createHmac('sha256', bytes).update([id, at, body].join('.')).digest('base64')}`);
});

test.each([
  'http://127.0.0.1',
  'http://localhost',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://2130706433',
  'http://0x7f.1',
  'http://169.254.169.254',
  'http://shop.example',
])('nothing is sent to %s, which leads to an address that is not public', async (origin) => {
  await using it = await caller({});
  await expect(it.send(`${origin}:${it.port}/`)).rejects.toThrow(ForbiddenPlace);
  expect(it.taken).toEqual([]);
});

test('a name of which one address is not public is not called at any of them', async () => {
  await using it = await caller({}, undefined, async () => ['8.8.8.8', '127.0.0.1']);
  await expect(it.send(`http://shop.example:${it.port}/`)).rejects.toThrow(ForbiddenPlace);
});

test('the connection goes to the address that was checked: the name is looked up once', async () => {
  const lookup = vi.fn(async (_name: string) => ['127.0.0.1']);
  await using it = await caller(lab, undefined, lookup);
  await it.send(`http://shop.example:${it.port}/told`);
  expect(lookup.mock.calls.map(([name]) => name)).toEqual(['shop.example']);
  expect(it.taken[0]?.headers.host).toBe(`shop.example:${it.port}`);
});

test('with the setting for labs the same place is called', async () => {
  await using it = await caller(lab);
  await it.send(`http://shop.example:${it.port}/told`);
  expect(it.taken).toHaveLength(1);
});

test('a redirect is not followed, and is no success', async () => {
  await using it = await caller(lab, (response) => response.writeHead(307, { location: '/elsewhere' }).end());
  await expect(it.send()).rejects.toThrow('answered with 307');
  expect(it.taken).toHaveLength(1);
});

test.each([400, 404, 500, 503])('an answer of %i is no success', async (status) => {
  await using it = await caller(lab, (response) => response.writeHead(status).end());
  await expect(it.send()).rejects.toThrow(`answered with ${status}`);
});

test('a silent caller is given up at the deadline', async () => {
  callbackPolicy.deadlineMs = 50;
  await using it = await caller(lab, () => {});
  await expect(it.send()).rejects.toThrow();
});

test('an answer without an end is not read to it', async () => {
  await using it = await caller(lab, (response) => {
    response.writeHead(200);
    response.write('x'.repeat(64 * 1024));
  });
  await it.send();
});

test('a URL with user, password or fragment, of another protocol or too long, is none', () => {
  const wrong = [
    'http://me@shop.example/',
    'http://me:you@shop.example/',
    'http://shop.example/#x',
    'ftp://shop.example/',
    'file:///etc/passwd',
  ];
  for (const url of [...wrong, 'told', '', `http://shop.example/${'x'.repeat(2000)}`]) {
    expect([url, CallbackUrl.safeParse(url).success]).toEqual([url, false]);
  }
  expect(CallbackUrl.parse('https://shop.example/told?order=1')).toBe('https://shop.example/told?order=1');
});

test('connections to the last places are kept, and to no more: a caller may name a thousand ports', async () => {
  await using it = await caller(lab);
  const places = Array.from({ length: callbackPolicy.mostPlacesKept + 8 }, () =>
    createServer((message, response) => void message.resume().on('end', () => response.end())),
  );
  for (const place of places) await once(place.listen(0, '127.0.0.1'), 'listening');
  for (const place of places) await it.send(`http://127.0.0.1:${(place.address() as AddressInfo).port}/`);
  const openAt = (place: (typeof places)[number]) =>
    new Promise<number>((resolve) => place.getConnections((_error, count) => resolve(count)));
  await vi.waitFor(async () => {
    const open = await Promise.all(places.map(openAt));
    expect(open.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(callbackPolicy.mostPlacesKept + 1);
    expect(open.at(-1)).toBe(1);
  }, 1000);
  for (const place of places) place.close().closeAllConnections();
});
