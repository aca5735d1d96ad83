import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { fuzzMode } from '../tools/fuzz/fuzz-mode.ts';
import { idleCrowd } from '../tools/fuzz/idle-crowd.ts';
import { allModes, openLab } from './with-lab.ts';

const BODIES = 20;

describe.each(allModes)('bytes from strangers, in $name', (mode) => {
  test('a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing', {
    timeout: 120_000,
  }, async () => {
    await using testLab = await openLab(mode);
    const { rows, problems } = await fuzzMode(testLab.lab, 1, BODIES);
    expect(problems).toEqual([]);
    const refused = rows.reduce((sum, row) => sum + row.refused, 0);
    expect(rows.length, 'targets').toBeGreaterThanOrEqual(7);
    expect(refused, 'some of it was bad').toBeGreaterThan(1000);
  });

  test('a crowd of idle and half-speaking connections, more than may be open, keeps no order and no probe from its answer', async () => {
    await using testLab = await openLab(mode, { settings: { LAB_MAX_CONNECTIONS: '100' } });
    const { problems, orders, opened } = await idleCrowd(testLab.lab, 200, 3);
    expect(problems).toEqual([]);
    expect(orders.good).toBeGreaterThan(10);
    expect(opened).toBeGreaterThanOrEqual(200 * mode.services.length);
  });

  test('who half-closes after each order is answered every time', async () => {
    await using testLab = await openLab(mode);
    const { port } = new URL(testLab.lab.urls['orders'] as string);
    const [product] = testLab.catalogue;
    const body = JSON.stringify({
      customer: { name: 'Ada', email: 'ada@lab.example' },
      items: [{ sku: product?.sku, quantity: 1 }],
    });
    const head = `POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const answers = Array.from({ length: 40 }, async () => {
      const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      socket.end(head + body);
      return (await text(socket)).slice(0, 12);
    });
    const expected = mode.answer === 'outcome' ? 'HTTP/1.1 201' : 'HTTP/1.1 202';
    expect(new Set(await Promise.all(answers))).toEqual(new Set([expected]));
    expect(await testLab.shop.orders()).toHaveLength(40);
  });
});
