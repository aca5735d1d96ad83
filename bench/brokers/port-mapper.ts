import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** The nodes that run now, by name, and where each really listens. Shared by the mappers of a cluster. */
export type Registered = Map<string, number>;

const [ALIVE2_REQUEST, ALIVE2_ANSWER, PORT_PLEASE2_REQUEST, PORT_ANSWER, NAMES_REQUEST] = [120, 118, 122, 119, 110];
const [NORMAL_NODE, NEWEST_DISTRIBUTION, OLDEST_DISTRIBUTION] = [77, 6, 5];

/**
 * Erlang's port mapper, as much of it as nodes ask for: where a node registers and asks for the others. Each node has
 * one of its own, which tells it where its lines to the others begin; only of nodes that run, since RabbitMQ does not
 * start where its own name is known already. https://www.erlang.org/doc/apps/erts/erl_dist_protocol.html
 *
 * @param seenFromHere where this node is told to look, where that is not where the other listens
 */
export async function startPortMapper(
  port: number,
  registered: Registered,
  seenFromHere: Record<string, number>,
): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const portOf = (name: string) => (registered.has(name) ? (seenFromHere[name] ?? registered.get(name)) : undefined);

  function answer(request: Buffer, socket: Socket): void {
    if (request[0] === ALIVE2_REQUEST) {
      const name = request.subarray(11, 11 + request.readUInt16BE(9)).toString();
      registered.set(name, request.readUInt16BE(1));
      socket.on('close', () => registered.delete(name)); // it stays open for as long as the node lives
      const accepted = Buffer.alloc(6);
      accepted[0] = ALIVE2_ANSWER;
      accepted.writeUInt32BE(Math.floor(Date.now() / 1000), 2); // its creation: another one for every life of a node
      socket.write(accepted);
    } else if (request[0] === PORT_PLEASE2_REQUEST) {
      socket.end(portAnswer(request.subarray(1).toString(), portOf));
    } else if (request[0] === NAMES_REQUEST) {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(port);
      const lines = [...registered.keys()].map((name) => `name ${name} at port ${portOf(name)}\n`);
      socket.end(Buffer.concat([head, Buffer.from(lines.join(''))]));
    } else socket.destroy();
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => sockets.delete(socket));
    let come = Buffer.alloc(0);
    socket.on('data', (piece: Buffer) => {
      come = Buffer.concat([come, piece]);
      const length = come.length < 2 ? Number.POSITIVE_INFINITY : 2 + come.readUInt16BE(0);
      if (come.length < length) return;
      answer(come.subarray(2, length), socket);
      come = come.subarray(length);
    });
  });
  server.unref();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  };
}

function portAnswer(name: string, portOf: (name: string) => number | undefined): Buffer {
  const port = portOf(name);
  if (port === undefined) return Buffer.from([PORT_ANSWER, 1]);
  const answer = Buffer.alloc(14 + Buffer.byteLength(name));
  answer[0] = PORT_ANSWER;
  answer.writeUInt16BE(port, 2);
  answer[4] = NORMAL_NODE;
  answer.writeUInt16BE(NEWEST_DISTRIBUTION, 6);
  answer.writeUInt16BE(OLDEST_DISTRIBUTION, 8);
  answer.writeUInt16BE(Buffer.byteLength(name), 10);
  answer.write(name, 12);
  return answer;
}
