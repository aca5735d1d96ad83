import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listenWidely } from './wide-listener.ts';

const CROWD = 400;
const where = (port: number) => ({ LAB_PORT: port, LAB_HOST: '127.0.0.1', LAB_MAX_CONNECTIONS: 4096 });

async function serve(port = 0) {
  const http = createServer((_request, response) => void response.end('ok'));
  const listener = await listenWidely(http, where(port));
  let sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    http.closeAllConnections();
    await listener.close();
  });
  const visit = async (visitors: number) => {
    sockets = Array.from({ length: visitors }, () => connect(listener.port, '127.0.0.1').on('error', () => {}));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    return sockets;
  };
  return { http, listener, visit };
}

test.runIf(process.platform === 'linux')(
  'of a crowd of newcomers many are greeted in one turn of the event loop',
  async () => {
    const { http, visit } = await serve();
    let greeted = 0;
    let turns = 0;
    const everyTurn = () => {
      turns++;
      if (greeted < CROWD) setImmediate(everyTurn);
    };
    const all = new Promise<void>((done) => void http.on('connection', () => ++greeted === CROWD && done()));
    setImmediate(everyTurn);
    await visit(CROWD);
    await all;
    expect(turns).toBeLessThan(CROWD / 3); // with one listening socket: a turn for each
  },
);

test('a port where somebody listens already is refused, though such sockets could share it', async () => {
  const { listener } = await serve();
  await expect(serve(listener.port)).rejects.toThrow('EADDRINUSE');
});

test('a request on any connection keeps the end waiting until it is answered', async () => {
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<() => void>();
  const http = createServer((_request, response) => isAsked(() => response.end('ok')));
  const listener = await listenWidely(http, where(0));
  const answer = fetch(`http://127.0.0.1:${listener.port}/`, { headers: { connection: 'close' } });
  const reply = await asked;
  let ended = false;
  const end = listener.close().then(() => (ended = true));
  http.closeIdleConnections();
  expect(ended).toBe(false);
  reply();
  expect((await answer).status).toBe(200);
  await end;
});

test.runIf(process.platform === 'linux')(
  'where few files may be open it listens with fewer sockets, and says what is wanted',
  async () => {
    const said: object[] = [];
    const http = createServer();
    const log = { warn: (what: object) => void said.push(what) };
    const listener = await listenWidely(http, where(0), log as never, 256);
    expect(said).toEqual([{ openFiles: 256, wanted: 4608, sockets: 64 }]);
    const plenty = await listenWidely(createServer(), where(0), log as never, 1_000_000);
    expect(said).toHaveLength(1);
    await Promise.all([listener.close(), plenty.close()]);
  },
);
