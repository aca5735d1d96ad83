import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** By `POST /path` or `GET /path`: what a body is answered with. */
type Routes = Record<string, (body: never) => Promise<[status: number, answer: unknown]>>;

/** Node's own HTTP server with nothing on it, on a free port of the loopback interface, which the parent is told. */
export async function serve(routes: Routes): Promise<void> {
  const answer = async (request: IncomingMessage, response: ServerResponse, pieces: Buffer[]) => {
    const route = routes[`${request.method} ${request.url}`];
    const body = (pieces.length > 0 ? JSON.parse(Buffer.concat(pieces).toString()) : null) as never;
    const [status, content] = route ? await route(body) : [404, {}];
    const text = Buffer.from(JSON.stringify(content));
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => void answer(request, response, pieces));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await new Promise((listening) => server.once('listening', listening));
  process.send?.({ port: (server.address() as AddressInfo).port });
}

/** Whatever comes in one turn of the event loop is committed together. */
export function together<In, Out>(commit: (batch: readonly In[]) => readonly Out[]): (item: In) => Promise<Out> {
  let waiting: { item: In; done: (out: Out) => void }[] = [];
  const work = () => {
    const batch = waiting;
    waiting = [];
    const outs = commit(batch.map(({ item }) => item));
    for (const [index, { done }] of batch.entries()) done(outs[index] as Out);
  };
  return (item) =>
    new Promise((done) => {
      if (waiting.push({ item, done }) === 1) setImmediate(work);
    });
}
