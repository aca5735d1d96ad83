import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';

const NAMED = '127.0.0.1:1'; // where nobody listens

/** How often a client came to a server that no broker is named by. */
async function asked(via: (way: string) => string): Promise<number> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => {}).destroy();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const way = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = readSettings({ LAB_DATA_DIR: '.', KAFKA_BROKERS: NAMED, LAB_KAFKA_VIA: via(way) });
  const admin = connectTo(settings, 'test', null).admin({ retry: { retries: 0 } });
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
  return connections;
}

test('one way is that of every broker', async () => {
  expect(await asked((way) => way)).toBeGreaterThan(0);
});

test('a broker goes its own way, and no other one goes it', async () => {
  expect(await asked((way) => `${NAMED}=${way},127.0.0.1:2=127.0.0.1:3`)).toBeGreaterThan(0);
  expect(await asked((way) => `127.0.0.1:2=${way}`)).toBe(0);
});

test.each(['a:1=b', 'a:1=b:2=c:3', 'a:1,b:2'])('LAB_KAFKA_VIA=%s is refused', (via) => {
  expect(() => readSettings({ LAB_DATA_DIR: '.', LAB_KAFKA_VIA: via })).toThrow('LAB_KAFKA_VIA');
});
