import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { connectTo, inTurn } from '../transport/connect.ts';

/** Somebody at the address of a broker, who says nothing: as one that is paused, or, if it closes, one that is away. */
async function nobody(closes: boolean) {
  const open: Socket[] = [];
  const server = createServer((socket) => {
    open.push(socket.on('error', () => {}));
    if (closes) socket.destroy();
  }).listen(0, '127.0.0.1');
  const end = () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  onTestFinished(end);
  await once(server, 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => open.length, end };
}

const adminOf = (...brokers: { address: string }[]) => {
  const KAFKA_BROKERS = brokers.map(({ address }) => address).join(',');
  return connectTo(
    readSettings({ LAB_DATA_DIR: '.', KAFKA_BROKERS, LAB_CONFIRM_TIMEOUT_MS: '500' }),
    'test',
    null,
  ).admin();
};

test('every attempt begins with another broker: whichever is named first stops nobody', async () => {
  const brokers = await Promise.all([nobody(true), nobody(true), nobody(true)]);
  const admin = adminOf(...brokers);
  await expect(admin.connect()).rejects.toThrow();
  await admin.disconnect();
  expect(brokers.map(({ asked }) => asked() > 0)).toEqual([true, true, true]);
});

test('of two callers who take turns none always meets the same of two brokers', () => {
  const next = inTurn(['a', 'b']);
  const asked = Array.from({ length: 8 }, next).flat();
  for (const caller of [0, 1]) {
    expect(new Set(asked.filter((_, turn) => turn % 2 === caller))).toEqual(new Set(['a', 'b']));
  }
});

test('a broker that takes connections and says nothing is left for the next one', async () => {
  const [paused, next] = await Promise.all([nobody(false), nobody(true)]);
  const admin = adminOf(paused, next);
  const connecting = admin.connect().catch(() => {});
  await expect.poll(next.asked, { timeout: 8000 }).toBeGreaterThan(0);
  expect(paused.asked()).toBe(1);
  for (const { end } of [paused, next]) end();
  await connecting;
  await admin.disconnect();
});
