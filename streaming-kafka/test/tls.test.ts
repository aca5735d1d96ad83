import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { connectTo } from '../transport/connect.ts';

const CLIENT_HELLO = 0x16;

test.each([{}, { LAB_KAFKA_VIA: 'there' }])(
  'with KAFKA_TLS the first thing a broker hears is a TLS handshake, and never the user: %j',
  async (more) => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (piece) => {
        heard.push(piece);
        socket.destroy();
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = readSettings({
      LAB_DATA_DIR: '.',
      KAFKA_BROKERS: address,
      KAFKA_TLS: '1',
      KAFKA_USER: 'lab-user',
      KAFKA_PASSWORD: 's3cret',
      ...(more.LAB_KAFKA_VIA && { LAB_KAFKA_VIA: address }),
    });
    const admin = connectTo(settings, 'test', null).admin({ retry: { retries: 0 } });
    await expect(admin.connect()).rejects.toThrow();
    await admin.disconnect();
    expect(heard.length).toBeGreaterThan(0);
    for (const piece of heard) {
      expect(piece[0]).toBe(CLIENT_HELLO);
      expect(piece.toString('latin1')).not.toMatch(/lab-user|s3cret/);
    }
  },
);
