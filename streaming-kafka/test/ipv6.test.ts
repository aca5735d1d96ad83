import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((some) => some?.some(({ address }) => address === '::1'));

test.runIf(hasIpv6)('a broker that is named by an address of IPv6 is asked there', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}).destroy()).listen(0, '::1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  let asked = 0;
  server.on('connection', () => asked++);
  const address = `[::1]:${(server.address() as AddressInfo).port}`;
  const settings = readSettings({ LAB_DATA_DIR: '.', KAFKA_BROKERS: address });
  const admin = connectTo(settings, 'test', null).admin({ retry: { retries: 0 } });
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
  expect(asked).toBeGreaterThan(0);
});
