import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import '../transport/mended-client.ts';

const load = createRequire(import.meta.url);
const REQUEST_MS = 300;

interface Connection {
  connect(): Promise<true>;
  disconnect(): Promise<true>;
  isConnected(): boolean;
  send(request: object): Promise<Buffer>;
}

/** A connection of kafkajs to a broker that does with each request what it is told. */
async function connectionTo(heard: (socket: Socket, numberOfSocket: number, request: Buffer) => void) {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const nth = sockets.push(socket.on('error', () => {}));
    socket.on('data', (request) => heard(socket, nth, request));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const logger = { namespace: () => logger, debug() {}, warn() {}, error() {} };
  const Kind = load('kafkajs/src/network/connection') as new (options: object) => Connection;
  const connection = new Kind({
    host: '127.0.0.1',
    port,
    logger,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 1000,
    socketFactory: (to: { onConnect: () => void }) => connect(port, '127.0.0.1', to.onConnect),
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await connection.disconnect();
  });
  return { connection, sockets };
}

const { protocol } = load('kafkajs/src/protocol/requests/heartbeat') as {
  protocol(of: { version: number }): (request: object) => { request: object };
};
const { request } = protocol({ version: 1 })({ groupId: 'g', groupGenerationId: 1, memberId: 'm' });
const response = { decode: async (raw: Buffer) => ({ raw }), parse: async ({ raw }: { raw: Buffer }) => raw };

/** As every user of a connection does: connects it, where it is not, and asks. */
async function ask(connection: Connection, requestTimeout?: number): Promise<string> {
  if (!connection.isConnected()) await connection.connect();
  return String(await connection.send({ request, response, requestTimeout }));
}

function answerTo(asked: Buffer, text: string): Buffer {
  const CORRELATION_ID_AT = 8;
  const head = Buffer.alloc(8);
  head.writeInt32BE(4 + text.length);
  asked.copy(head, 4, CORRELATION_ID_AT, CORRELATION_ID_AT + 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test('what came of an answer before its connection was closed is not taken for the begin of the next one', async () => {
  const { connection } = await connectionTo((socket, nth, asked) => {
    const answer = answerTo(asked, 'twelve bytes');
    if (nth === 1) socket.end(answer.subarray(0, 15));
    else socket.write(answer);
  });
  await expect(ask(connection)).rejects.toThrow('Closed connection');
  await expect(ask(connection)).resolves.toBe('twelve bytes');
});

test('a connection whose oldest request is not answered in time is closed, and the next request has another one', async () => {
  const { connection, sockets } = await connectionTo((socket, nth, asked) => {
    if (nth > 1) socket.write(answerTo(asked, 'heard'));
  });
  const first = expect(ask(connection)).rejects.toThrow('timed out');
  await expect.poll(() => sockets.length).toBe(1);
  await expect(ask(connection, 60_000)).rejects.toThrow('silent'); // at once, and not after a minute
  await first;
  await expect(ask(connection)).resolves.toBe('heard');
  await expect.poll(() => sockets[0]?.readableEnded).toBe(true);
});

test('behind a request that may take longer a late one closes nothing', async () => {
  const requests: Buffer[] = [];
  const { connection, sockets } = await connectionTo((_, __, asked) => void requests.push(asked));
  const joined = ask(connection, 60_000);
  await expect.poll(() => requests.length).toBe(1);
  await expect(ask(connection)).rejects.toThrow('timed out');
  sockets[0]?.write(answerTo(requests[0] as Buffer, 'joined'));
  await expect(joined).resolves.toBe('joined');
  expect(sockets).toHaveLength(1);
});

test('what happens on a connection after its end does not reach the next one', async () => {
  const { connection, sockets } = await connectionTo((socket, _, asked) => void socket.write(answerTo(asked, 'heard')));
  await ask(connection);
  const [first] = sockets as [Socket];
  await connection.disconnect();
  await ask(connection);
  first.end(); // as behind a long link: its end comes after the next begin
  await setTimeout(50);
  expect(connection.isConnected()).toBe(true);
});
