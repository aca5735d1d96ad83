import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { gatewayOf } from '../lab/gateway/gateway.ts';
import { request } from '../lab/request.ts';
import { fuzzMode } from '../tools/fuzz/fuzz-mode.ts';
import { idleCrowd } from '../tools/fuzz/idle-crowd.ts';
import { allModes, modesNamed, openLab, type TestLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];

async function doorOf({ lab, guard, said }: TestLab) {
  const gateway = await gatewayOf(lab, { guard, say: (line) => void said.push(line) });
  return { ...gateway, [Symbol.asyncDispose]: gateway.stop };
}

describe.each(allModes)('what strangers send to the door, in $name', (mode) => {
  test('a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing behind it', {
    timeout: 300_000,
  }, async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { rows, problems } = await fuzzMode(testLab.lab, 1, 10, gateway.url);
    expect(problems).toEqual([]);
    expect(rows.reduce((sum, row) => sum + row.refused, 0)).toBeGreaterThan(1000);
  });

  test('a crowd of idle and half-speaking connections keeps no order and no probe from its answer', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { problems, orders, opened } = await idleCrowd(testLab.lab, 1000, 3, gateway.url);
    expect(problems).toEqual([]);
    expect(orders.good).toBeGreaterThan(10);
    expect(opened).toBeGreaterThanOrEqual(1000);
  });
});

describe.each(allModes.slice(0, 1))('instances behind the door, in $name', (mode) => {
  test('one that is killed is taken out, orders go on, and it is led to again when it is back', async () => {
    await using testLab = await openLab(mode, { instances: { orders: 2 } });
    await using gateway = await doorOf(testLab);
    const { lab, shop } = testLab;
    const place = async () =>
      (await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }], shop.nextKey(), undefined, gateway.url)).status;
    const placed = async (count: number) => {
      for (let n = 0; n < count; n++) expect(await place()).toBe(201);
    };
    await placed(10);
    await lab.service('orders', 2).kill();
    await placed(20);
    lab.service('orders', 2).start();
    await lab.ready();
    await placed(10);
    expect(await shop.orders()).toHaveLength(40);
  });
});

describe.each(modesNamed('sync-rest'))('a door that is pushed at, in $name', (mode) => {
  test('bytes that are no HTTP, or more than one request in disguise, are refused once, and others go on being served', async () => {
    await using testLab = await openLab(mode);
    await using gateway = await doorOf(testLab);
    const { port } = new URL(gateway.url);
    const say = async (bytes: string, half = false) => {
      const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
      let text = '';
      socket.setEncoding('latin1').on('data', (more) => (text += more));
      if (half) socket.end(bytes, 'latin1');
      else socket.write(bytes, 'latin1');
      await once(socket, 'close', { signal: AbortSignal.timeout(15_000) }).catch(() => socket.destroy());
      return text;
    };
    const host = `Host: 127.0.0.1:${port}\r\n`;
    const json = 'Content-Type: application/json\r\n';
    const order = JSON.stringify(testLab.shop.body(items, 'raw'));
    const post = (more: string, body: string) => `POST /orders HTTP/1.1\r\n${host}${json}${more}\r\n${body}`;
    const smuggled = `GET /notifications HTTP/1.1\r\n${host}\r\n`;
    const refused: Record<string, [bytes: string, status: RegExp]> = {
      'no HTTP': ['hello\r\n\r\n', /400/],
      'HTTP/2 at once': ['PRI * HTTP/2.0\r\n\r\n', /400/],
      'headers without end': [`GET /orders HTTP/1.1\r\n${host}x: ${'a'.repeat(40_000)}\r\n\r\n`, /400/],
      'too many headers': [`GET /orders HTTP/1.1\r\n${host}${'x: y\r\n'.repeat(200)}\r\n`, /400/],
      'two lengths': [post(`Content-Length: 4\r\nContent-Length: ${order.length}\r\n`, order), /400/],
      'a length that is none': [post('Content-Length: +4\r\n', order), /400/],
      'chunks that are none': [post('Transfer-Encoding: chunked\r\n', 'zz\r\n'), /400/],
      'a body of a gigabyte': [post('Content-Length: 1073741824\r\n', '{'), /(408|413)/],
      'a body beyond what a service takes': [post('Content-Length: 20000\r\n', '{'.repeat(20_000)), /413/],
      'chunks beyond it': [post('Transfer-Encoding: chunked\r\n', `4e20\r\n${'x'.repeat(20_000)}\r\n0\r\n\r\n`), /413/],
      'half a header': [`GET /orders HTTP/1.1\r\n${host}x`, /408/],
      'half a body': [post('Content-Length: 99\r\n', '{'), /408/],
    };
    const answers = await Promise.all(
      Object.entries(refused).map(async ([what, [bytes, status]]) => ({ what, status, answer: await say(bytes) })),
    );
    for (const { what, status, answer } of answers) {
      expect(answer, what).toMatch(new RegExp(`^HTTP/1\\.1 ${status.source} `));
      expect(answer.toLowerCase(), what).not.toMatch(/haproxy|server:|\d+\.\d+\.\d+/);
      expect(answer.match(/HTTP\/1\.1 /g), what).toHaveLength(1);
    }
    // Of both, chunks win, and the connection ends: what lies behind them is no request (RFC 9112, 6.3).
    const both = post(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`);
    expect((await say(both)).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    const whole = post(`Content-Length: ${Buffer.byteLength(order)}\r\n`, order);
    expect(await say(whole, true), 'who half-closes').toMatch(/^HTTP\/1\.1 201 /);
    expect((await request(`${gateway.url}/orders`)).status).toBe(200);
  });
});
