import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';
import { producerOf } from '../transport/publish.ts';

/** As a broker that is paused, or cut off behind its listener: the kernel takes connections, and nobody says anything. */
const open: Socket[] = [];
const paused = createServer((socket) => void open.push(socket.on('error', () => {})));

beforeAll(async () => {
  paused.listen(0, '127.0.0.1');
  await once(paused, 'listening');
});
afterAll(() => {
  for (const socket of open) socket.destroy();
  paused.close();
});

function kafka() {
  const first = `127.0.0.1:${(paused.address() as AddressInfo).port}`;
  const brokers = `${first},${inject('brokers').kafka}`;
  const settings = readSettings({ LAB_DATA_DIR: '.', KAFKA_BROKERS: brokers, LAB_CONFIRM_TIMEOUT_MS: '500' });
  return connectTo(settings, 'test', null);
}

test('a new producer begins with another broker than the one before: a paused one that is named first stops nobody', async () => {
  const client = kafka();
  const connected: boolean[] = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    const producer = producerOf(client); // without retries: what connects again makes a new one
    connected.push(
      await producer
        .connect()
        .then(() => true)
        .catch(() => false),
    );
    await producer.disconnect();
  }
  expect(connected).toEqual([false, true]);
});

test('a client with retries leaves a paused broker for the next one', async () => {
  const admin = kafka().admin();
  await admin.connect();
  expect(await admin.listTopics()).toBeInstanceOf(Array);
  await admin.disconnect();
});
