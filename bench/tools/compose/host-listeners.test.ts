import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { hostListeners } from './host-listeners.ts';

test.runIf(process.platform === 'linux')('a listener is seen with its address, until it is closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const seen = () => hostListeners()?.filter((listener) => listener.port === port) ?? [];
  expect(seen()).toMatchObject([{ address: '127.0.0.1', owner: expect.any(String), pid: process.pid }]);
  server.close();
  await once(server, 'close');
  expect(seen()).toEqual([]);
});

test.runIf(process.platform === 'linux').each([
  ['0.0.0.0', 'any'],
  ['::', 'any'],
  ['::1', '::1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
])('a listener on %s is told as one on %s', async (host, told) => {
  const server = createServer();
  server.listen(0, host);
  const listens = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]);
  if (!listens) return; // this machine has no IPv6
  const { port } = server.address() as { port: number };
  expect(hostListeners()?.filter((listener) => listener.port === port)).toMatchObject([{ address: told }]);
  server.close();
});
