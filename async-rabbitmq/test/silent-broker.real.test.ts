import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, inject, test } from 'vitest';
import { openChannel } from '../operate/connect.ts';

test('a connection on which the broker fell silent is closed without its consent', async () => {
  const url = new URL(inject('brokers').rabbitmq);
  const { hostname, port } = url;
  const sockets: Socket[] = [];
  let silent = false;
  const firewall = createServer((client) => {
    const broker = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.push(from);
      from.on('data', (piece: Buffer) => silent || to.write(piece));
      from.on('error', () => {});
    }
  }).listen(0, '127.0.0.1');
  await once(firewall, 'listening');
  try {
    url.host = `127.0.0.1:${(firewall.address() as AddressInfo).port}`;
    const { close } = await openChannel(url.href);
    silent = true;
    const begun = performance.now();
    await close(); // amqplib alone would wait for ever, and the outbox relay with it
    expect(performance.now() - begun).toBeLessThan(4000);
  } finally {
    for (const socket of sockets) socket.destroy();
    firewall.close();
  }
});
