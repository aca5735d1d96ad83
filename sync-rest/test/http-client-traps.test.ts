import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, test, vi } from 'vitest';
import { decodeOurs, parseJson } from '../../common/contracts/decode.ts';
import { InventoryOutcome } from '../../common/contracts/events.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { breakerPolicy, clientPolicy } from '../topology.ts';
import { CallFailed } from '../transport/call-failed.ts';
import { request } from '../transport/request.ts';
import { createTransport, type Transport } from '../transport.ts';

let server: Server | null = null;
let transport: Transport | null = null;

/** A transport whose dependencies answer as `listener` does. */
async function transportTo(listener: RequestListener, settings: Record<string, string> = {}): Promise<Transport> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createTransport(serviceContext({ INVENTORY_URL: url, NOTIFICATION_URL: url, ...settings }));
  return transport;
}

const call = (to: Transport) =>
  to.call('inventory', '/reserve', '{}', parseJson, Date.now() + 5000).catch((error: unknown) => error);

afterEach(async () => {
  await transport?.close();
  server?.closeAllConnections();
  server?.close();
});

test('the pool of undici has an explicit size, and no POST is pipelined behind another', async () => {
  const held: (() => void)[] = [];
  let most = 0;
  let open = 0;
  const to = await transportTo(
    (_request, response) => {
      most = Math.max(most, ++open);
      held.push(() => {
        open--;
        response.end('{}');
      });
    },
    { LAB_POOL_SIZE: '2' },
  );
  const calls = Array.from({ length: 5 }, () => call(to));
  for (let answered = 0; answered < calls.length; answered++) {
    await vi.waitFor(() => expect(held.length).toBeGreaterThan(0));
    held.shift()?.();
  }
  expect(await Promise.all(calls)).toEqual([{}, {}, {}, {}, {}]);
  expect(most).toBe(2);
});

test('a business 4xx is no failure for the breaker: whoever is refused still reaches the service', async () => {
  let requests = 0;
  const to = await transportTo((_request, response) => {
    requests++;
    response.writeHead(409).end('{}');
  });
  const calls = breakerPolicy.consecutiveFailures * 2;
  for (let n = 0; n < calls; n++) expect(await call(to)).toMatchObject({ refused: true, definite: true });
  expect(requests).toBe(calls);
});

test('who is too busy fails nobody: nothing has begun there, its circuit stays closed, and the call is made again', async () => {
  let requests = 0;
  const to = await transportTo((_request, response) => {
    requests++;
    response.writeHead(429).end('{}');
  });
  const calls = breakerPolicy.consecutiveFailures * 2;
  for (const failure of await Promise.all(Array.from({ length: calls }, () => call(to)))) {
    expect(failure).toMatchObject({ refused: false, definite: true });
  }
  expect(requests).toBeGreaterThan(calls);
});

test('an answer whose body never ends is given up at the timeout, and its outcome is unknown', async () => {
  const to = await transportTo(
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
    },
    { LAB_ATTEMPT_TIMEOUT_MS: '200', LAB_WITHOUT: 'retries' },
  );
  const failure = await call(to);
  expect(failure).toBeInstanceOf(CallFailed);
  expect(failure).toMatchObject({ timedOut: true, definite: false });
});

test.each([
  '{"type":"InventoryReserved"}',
  '{"type":"InventoryReserved","data":{},"more":1}',
  '[',
  '',
  '['.repeat(5000),
])('an answer that does not fit its schema is not believed, and what it stands for is unknown: %j', async (body) => {
  const to = await transportTo((_request, response) => void response.writeHead(200).end(body));
  const failure = await to
    .call('inventory', '/reserve', '{}', (bytes) => decodeOurs(InventoryOutcome, bytes), Date.now() + 5000)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CallFailed);
  expect(failure).toMatchObject({ refused: false, definite: false });
});

test.each(['with its length', 'in pieces'])('an answer of 300 MB, %s, is not read to its end', async (how) => {
  let written = 0;
  const to = await transportTo(
    (_request, response) => {
      const piece = Buffer.alloc(64 * 1024, ' ');
      const whole = 300 * 1024 * 1024;
      response.writeHead(200, how === 'with its length' ? { 'content-length': String(whole) } : {});
      const more = () => {
        while (written < whole && !response.destroyed) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    },
    { LAB_WITHOUT: 'retries' },
  );
  const failure = await call(to);
  expect(failure).toBeInstanceOf(CallFailed);
  expect(failure).toMatchObject({ refused: false, definite: false });
  expect(written).toBeLessThan(20 * 1024 * 1024); // what the sockets hold between the two
});

test('that nothing arrived is certain where no connection came about, and not where one was lost', async () => {
  const to = await transportTo((request) => void request.socket.destroy(), { LAB_WITHOUT: 'retries' });
  expect(await call(to)).toMatchObject({ definite: false, timedOut: false });
  server?.close();
  await once(server as Server, 'close');
  expect(await call(to)).toMatchObject({ definite: true, timedOut: false });
});

test('a call that found no free connection in time was never sent, and is not sent later', async () => {
  let requests = 0;
  server = createServer(() => void requests++).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections: 1 });
  const ask = (timeoutMs: number) =>
    request(pool, { path: '/reserve', body: '{}', traceparent: undefined }, timeoutMs).catch((error: unknown) => error);
  const first = ask(500);
  expect(await ask(100)).toMatchObject({ timedOut: true, definite: true });
  expect(await first).toMatchObject({ timedOut: true, definite: false });
  expect(await ask(100)).toMatchObject({ timedOut: true, definite: false }); // by then the second one would have been sent
  expect(requests).toBe(2);
  await pool.destroy();
});

test('an idle connection is kept as long as our policy says, whatever the other side would allow', async () => {
  const { keepAliveMs } = clientPolicy;
  Object.assign(clientPolicy, { keepAliveMs: 300 });
  try {
    const to = await transportTo((_request, response) => void response.end('{}'));
    if (server) server.keepAliveTimeout = 75_000; // it tells so
    let open = 0;
    server?.on('connection', (socket) => {
      open++;
      socket.on('close', () => open--);
    });
    expect(await call(to)).toEqual({});
    expect(open).toBe(1);
    await vi.waitFor(() => expect(open).toBe(0), { timeout: 4000, interval: 100 });
  } finally {
    Object.assign(clientPolicy, { keepAliveMs });
  }
});
