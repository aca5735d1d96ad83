import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../common/contracts/orders.ts';
import { logIn, signUp } from '../lab/customers/customers.ts';
import { type Gateway, gatewayOf } from '../lab/gateway/gateway.ts';
import { problemIn, request, send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { modesNamed, openLab, type TestLab, triedIn } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const inBase64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A gateway in front of a lab, ended before it. */
async function doorOf(testLab: TestLab, rate?: number): Promise<Gateway & AsyncDisposable> {
  const { guard, said } = testLab;
  const gateway = await gatewayOf(testLab.lab, { guard, say: (line) => void said.push(line), ...(rate && { rate }) });
  return { ...gateway, [Symbol.asyncDispose]: gateway.stop };
}

async function customer(door: string, name: string) {
  const person = await signUp(door, name);
  const { bearer } = await logIn(door, person);
  return { email: person.email, shown: { authorization: bearer } };
}

describe.each(triedIn('streaming-kafka'))('one door, in $name', (mode) => {
  test('leads customers to all they may use, and nobody to what services call one another', async () => {
    await using testLab = await openLab(mode, { tokens: true });
    await using gateway = await doorOf(testLab);
    const { url } = gateway;
    const { email, shown: ada } = await customer(url, 'ada');
    const place = (headers: Record<string, string>) =>
      send<Order>('POST', `${url}/orders`, { customer: { name: 'Ada', email }, items }, headers);
    const placed = await place(ada);
    expect(placed.status).toBe(mode.answer === 'outcome' ? 201 : 202);
    expect(placed.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const { orderId } = placed.json;
    await testLab.shop.told(orderId);
    expect((await request<Order>(`${url}/orders/${orderId}`, { headers: ada })).json.status).toBe('confirmed');
    expect((await request(`${url}/products`)).status).toBe(200);
    for (const path of ['/notifications', '/stock-movements']) {
      expect((await request(url + path, { headers: ada })).status, path).toBe(403);
    }
    const { bearer } = await logIn(url, testLab.lab.lookedAfterBy as { email: string; password: string });
    expect((await request(`${url}/notifications`, { headers: { authorization: bearer } })).status).toBe(200);
    for (const path of ['/reserve', '/release', '/send', '/metrics', '/openapi.json', '/', '/ORDERS', '/%6frders'])
      expect(problemIn(await request(url + path, { headers: ada })).status, path).toBe(404);

    const [header, payload, signature] = ada.authorization.slice('Bearer '.length).split('.') as [
      string,
      string,
      string,
    ];
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const forged = {
      none: `${inBase64({ ...read(header), alg: 'none' })}.${payload}.`,
      HS256: `${inBase64({ ...read(header), alg: 'HS256' })}.${payload}.${signature}`,
      'another owner': `${header}.${inBase64({ ...read(payload), sub: 'grace' })}.${signature}`,
      expired: `${header}.${inBase64({ ...read(payload), exp: 1 })}.${signature}`,
      'another key': `${inBase64({ ...read(header), kid: 'another' })}.${payload}.${signature}`,
      nothing: '',
    };
    for (const [what, token] of Object.entries(forged)) {
      const refused = await place({ authorization: `Bearer ${token}` });
      expect(problemIn(refused).status, what).toBe(401);
      expect(refused.headers.get('www-authenticate'), what).toBe('Bearer');
    }
    expect(problemIn(await place({})).status).toBe(401);
  });
});

/** A customers service that shows one key, by this name. */
async function showingKey(kid: string) {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const shown = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(shown);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url, [Symbol.asyncDispose]: close };
}

describe.each(modesNamed('sync-rest'))('the key that a door checks by, in $name', (mode) => {
  test('may have a name that begins like an option, as one of 64 thumbprints does', async () => {
    await using testLab = await openLab(mode);
    const { lab, guard, said } = testLab;
    await using customers = await showingKey('-fi');
    const urls = { ...lab.urls, customers: customers.url };
    const gateway = await gatewayOf({ ...lab, urls }, { guard, say: (line) => void said.push(line) });
    await using _ended = { [Symbol.asyncDispose]: gateway.stop };
    const signed = [{ alg: 'ES256', kid: '-fi' }, { sub: 'ada' }].map(inBase64).join('.');
    const shown = { authorization: `Bearer ${signed}.${'A'.repeat(86)}` };
    expect((await request(`${gateway.url}/products`)).status).toBe(200);
    expect(problemIn(await request(`${gateway.url}/orders`, { headers: shown })).status).toBe(401);
  });
});

describe.each(modesNamed('sync-rest'))('a door that is pushed at, in $name', (mode) => {
  test('one customer who asks too much is told so, and another one is served', async () => {
    await using testLab = await openLab(mode, { tokens: true });
    await using gateway = await doorOf(testLab, 60);
    const { url } = gateway;
    const [ada, grace] = [await customer(url, 'ada'), await customer(url, 'grace')];
    const list = ({ shown }: typeof ada) => request(`${url}/orders`, { headers: shown });
    const answers = await Promise.all(Array.from({ length: 80 }, () => list(ada)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect((await list(grace)).status).toBe(200);
  });

  test('while no instance is ready it says so, and serves again when one is', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { lab } = testLab;
    const list = () => request(`${gateway.url}/orders`);
    expect((await list()).status).toBe(200);
    await lab.service('orders').kill();
    const problem = problemIn(
      await until('the door knows it', async () => {
        const answer = await list();
        return answer.status === 503 && answer;
      }),
    );
    expect(problem.type).toBe('urn:three-mode-lab:problem:dependency-unavailable');
    expect((await request(`${gateway.url}/ready`)).status).toBe(503);
    lab.service('orders').start();
    await lab.ready();
    await until('the door serves again', async () => (await list()).status === 200);
  });
});

describe.each(modesNamed('async-rabbitmq'))('those who listen at the door, in $name', (mode) => {
  test('leave room for orders, and one of them does not take all places', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    await testLab.lab.service('inventory').kill(); // orders stay pending
    const order = testLab.shop.body(items, 'listened-to');
    const { orderId } = (await send<Order>('POST', `${gateway.url}/orders`, order)).json;
    const over = new AbortController();
    const listen = () =>
      fetch(`${gateway.url}/orders/${orderId}/events`, { signal: over.signal }).then(({ status }) => status);
    const statuses = await Promise.all(Array.from({ length: 300 }, listen));

    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(300 - 256);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(200);
    expect((await send('POST', `${gateway.url}/orders`, order)).status).toBe(202);
    over.abort();
    testLab.lab.service('inventory').start();
  });
});
