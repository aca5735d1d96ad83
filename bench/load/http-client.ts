import { Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Ending } from './outcome.ts';
import type { Prepared } from './workload.ts';

/** Where all requests of a run go. */
export interface Target {
  url: string;
  method: string;
  /** Answers are read to their end in any case; their text is kept only when somebody wants it. */
  keepBodies: boolean;
}

/** What is told of one request, in this order and each once; nothing more after it was destroyed. */
export interface Watcher {
  /** It has a connection of its own from now on: an open one, or one that begins to be opened for it. */
  handed(): void;
  /** That connection stands and the request is written; `opened`: for this request. At once after `handed` on an old one. */
  ready(opened: boolean): void;
  /** May come before either of the others, where it failed. */
  ended(ending: Ending): void;
}

/**
 * Requests over keep-alive connections, none of them pipelined and none repeated. A request that finds no idle connection
 * gets a new one, so as many are opened as requests are under way. Only at `mostConnections`, where the system ends, a
 * request waits for another's, unhanded. The most recently used connection goes first.
 *
 * Why node:http: CPU per request, 6 every 2 ms to a trivial server, medians of 4 turns on a busy 2-core machine: node:http
 * 110 µs (the same with at most 256 connections as without a limit and with these stamps), undici's Pool 88 µs, a client on
 * bare sockets 60 µs. undici does not tell when a request's own connection began and stood, and HTTP is not the subject here.
 */
export class HttpClient {
  private readonly agent: Agent;
  private readonly keepBodies: boolean;
  private readonly base: { agent: Agent; hostname: string; port: string; path: string; method: string };

  constructor({ url, method, keepBodies }: Target, mostConnections = Number.POSITIVE_INFINITY) {
    const { hostname, port, pathname, search } = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxFreeSockets: mostConnections, maxTotalSockets: mostConnections });
    this.keepBodies = keepBodies;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    this.base = { agent: this.agent, hostname: host, port, path: `${pathname}${search}`, method };
  }

  /** Never throws. */
  send({ headers, body }: Prepared, watcher: Watcher): ClientRequest {
    const sent = request({ ...this.base, headers: headers as OutgoingHttpHeaders });
    sent.on('socket', (socket) => {
      watcher.handed();
      if (socket.connecting) socket.once('connect', () => watcher.ready(true));
      else watcher.ready(false);
    });
    sent.on('response', (answer) => this.read(answer, watcher));
    sent.on('error', (error) => watcher.ended({ kind: 'error', code: codeOf(error) }));
    sent.end(body ?? undefined);
    return sent;
  }

  close(): void {
    this.agent.destroy();
  }

  private read(answer: IncomingMessage, watcher: Watcher): void {
    const status = answer.statusCode ?? 0;
    let body = '';
    if (this.keepBodies) answer.setEncoding('utf8').on('data', (text: string) => (body += text));
    else answer.resume();
    const retryAfter = answer.headers['retry-after'];
    answer.on('end', () => watcher.ended({ kind: 'answer', status, body, ...(retryAfter && { retryAfter }) }));
    answer.on('error', (error) => watcher.ended({ kind: 'error', code: codeOf(error) }));
  }
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
