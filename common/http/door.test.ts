import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../base/config.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { createHttp, ok } from './http.ts';

const spellings = [
  '/orders',
  '/orders?x=1',
  '/orders/',
  '/orders//',
  '//orders',
  '/ORDERS',
  '/Orders',
  '/%6frders',
  '/orders%2F',
  '/orders%00',
  '/./orders',
  '/x/../orders',
  '/orders#x',
  '/orders\u00a0',
  '/orders;x=1',
  'http://lab/orders',
  'HTTP://LAB/orders',
  'http://lab/orders/',
  'http://lab//orders',
  'https://lab/orders?x',
];

describe.each([
  ['straight', true],
  ['found by Express', false],
])('routes that are %s', (_, straight) => {
  /** A service that takes no more orders. Returns what it answers to a POST, and how many it took nevertheless. */
  async function full() {
    const settings = readSettings({ LAB_DATA_DIR: '/nowhere', LAB_HOST_NAMES: 'LAB' });
    const log = createLog({ LAB_LOG_LEVEL: 'silent' }, 'test');
    const http = createHttp(settings, log, createMetrics('test'), { straight });
    let taken = 0;
    const take = async () => ok({ taken: ++taken });
    http.api.intake(['/orders', '/order'], z.unknown(), take, () => 'It is full.');
    http.api.get('/orders/:id', take);
    const port = await http.listen();
    onTestFinished(() => http.drain());
    const post = async (target: string) => {
      const socket = connect(port, '127.0.0.1');
      socket.end(
        `POST ${target} HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 2\r\n` +
          'Connection: close\r\n\r\n{}',
        'latin1',
      );
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      return Number(String(bytes).slice(9, 12));
    };
    return { post, taken: () => taken };
  }

  test.each(spellings)('a POST to %s takes no order past the door', async (target) => {
    const it = await full();
    expect([400, 404, 429]).toContain(await it.post(target));
    expect(it.taken()).toBe(0);
  });

  test('the path itself, with a query, and in an absolute URI hear that it is full; other spellings are no path of ours', async () => {
    const it = await full();
    for (const target of ['/orders', '/orders?x=1', 'http://lab/orders', '/order'])
      expect(await it.post(target)).toBe(429);
    for (const target of ['/orders/', '/ORDERS', '//orders', '/%6frders']) expect(await it.post(target)).toBe(404);
  });
});
