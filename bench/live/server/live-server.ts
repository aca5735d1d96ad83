import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { Readable } from 'node:stream';
import type { Express, NextFunction, Request, Response } from 'express';
import { decode } from '../../../common/contracts/decode.ts';
import { createApp } from '../../../common/http/http-app.ts';
import { readBody } from '../../../common/http/read-body.ts';
import { Command } from '../protocol/commands.ts';
import type { Hello } from '../protocol/events.ts';
import { callersOf } from './callers.ts';
import type { LabStream } from './lab-stream.ts';
import { servePage } from './page-files.ts';
import { problemFor, Refusal } from './refusal.ts';
import { sendEvents } from './send-events.ts';

/** Whatever a page may look at: JSON, or a text with its type. `query` is as the address has it. */
export type Read = (params: Record<string, string>, query: Record<string, string>) => Promise<unknown>;
interface Text {
  type: string;
  text: string | Uint8Array | Readable;
}

export interface LiveServerOptions {
  /** 0: a free one. */
  port: number;
  token: string;
  /** The folder with `index.html` and `assets`. */
  page: string;
  stream: LabStream;
  greet: (start: Hello['start']) => Promise<Hello>;
  /** Carries out a command; what it resolves with is the answer. Throws a Refusal. */
  command: (command: Command) => Promise<object>;
  /** Paths below `/api`, with what answers them. */
  reads: Record<string, Read>;
  tell: (line: string) => void;
}

export interface LiveServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Nothing inline, nothing from elsewhere, in no frame. `blob:` is a chart that the page fetched with its token. */
const headers: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** The server of the page, on the loopback alone. Rejects when the port cannot be had. */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const callers = callersOf(options.token);
  const app = createApp();
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 15_000 }, app);
  const portOf = () => (server.address() as AddressInfo).port;

  app.use((request, response, next) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    callers.refuseForeign(request.headers, portOf());
    next();
  });
  const known = (request: Request, _response: Response, next: NextFunction) => {
    callers.refuseUnknown(callers.bearerOf(request.headers) ?? queryOf(request)['token']);
    next();
  };
  app.get('/events', known, async (request, response) => {
    const after = request.get('last-event-id') ?? queryOf(request)['after'];
    await sendEvents(request, response, { ...options, after });
  });
  app.use(['/commands', '/api'], (request, _response, next) => {
    callers.refuseUnknown(callers.bearerOf(request.headers));
    next();
  });
  app.post('/commands', async (request, response) => {
    answer(response, await options.command(decode(Command, await readBody(request))));
  });
  for (const [path, read] of Object.entries(options.reads)) {
    app.get(`/api${path}`, async (request, response) => {
      answer(response, await read(request.params as Record<string, string>, queryOf(request)));
    });
  }
  servePage(app, options.page);
  refuseOthers(app, options.tell);

  server.listen({ port: options.port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return {
    port: portOf(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const queryOf = ({ url }: IncomingMessage): Record<string, string> => {
  const at = url?.indexOf('?') ?? -1;
  const pairs = Object.entries(parse(at < 0 ? '' : (url ?? '').slice(at + 1)));
  return Object.fromEntries(pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
};

const isText = (body: unknown): body is Text =>
  typeof body === 'object' && body !== null && 'type' in body && 'text' in body;

function answer(response: ServerResponse, body: unknown): void {
  const [type, text] = isText(body) ? [body.type, body.text] : ['application/json', JSON.stringify(body)];
  response.writeHead(200, { 'content-type': type });
  if (text instanceof Readable) text.on('error', () => response.destroy()).pipe(response);
  else response.end(text);
}

function refuseOthers(app: Express, tell: (line: string) => void): void {
  app.use(({ method }: Request) => {
    throw method === 'GET' || method === 'POST'
      ? new Refusal(404, 'There is nothing here.')
      : new Refusal(405, 'GET and POST are allowed.');
  });
  // Express recognises an error handler by its four parameters.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const problem = problemFor(error instanceof URIError ? new Refusal(400, 'The path is not valid.', error) : error);
    if (problem.status === 500)
      tell(`the page's request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (response.headersSent) return void response.destroy();
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  });
}
