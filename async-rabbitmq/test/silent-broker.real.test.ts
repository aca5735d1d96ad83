import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, inject, test } from 'vitest';
import { openChannel } from '../operate/connect.ts';

test('a connection on which the broker fell silent is closed without its consent, and no confirm is waited for any more', async () => {
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
    const { send, close } = await openChannel(url.href);
    silent = true;
    const begun = performance.now();
    const sent = expect(send([{ exchange: '', routingKey: 'nobody', body: Buffer.alloc(1), options: {} }])).rejects;
    await close(); // amqplib alone would wait for ever, and the outbox relay with it
    await sent.toThrow('took 0 of 1');
    expect(performance.now() - begun).toBeLessThan(4000);
  } finally {
    for (const socket of sockets) socket.destroy();
    firewall.close();
  }
});

test('a node that takes connections and says nothing is left for the next one, whichever is named first', async () => {
  const open: Socket[] = [];
  const paused = createServer((socket) => void open.push(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await once(paused, 'listening');
  try {
    const url = inject('brokers').rabbitmq;
    const silent = new URL(url);
    silent.host = `127.0.0.1:${(paused.address() as AddressInfo).port}`;
    for (let turn = 0; turn < 2; turn++) {
      const { close } = await openChannel(`${silent.href},${url}`);
      await close();
    }
    expect(open).toHaveLength(1); // each turn begins with another
  } finally {
    for (const socket of open) socket.destroy();
    paused.close();
  }
});
