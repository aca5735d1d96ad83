import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { type Ending, NEVER_CONNECTED } from './outcome.ts';
import type { Prepared } from './workload.ts';

/** Where all requests of a run go. */
export interface Target {
  /** Several: instances of the same, which get the requests in turn. */
  urls: string[];
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

/** One request under way: destroyed, nothing more is told of it. */
export interface Sent {
  destroy(): void;
}

/**
 * Requests over keep-alive connections, none of them pipelined and none repeated. A request that finds no idle connection
 * gets a new one, so as many are opened as requests are under way. Only at `mostConnections`, where the system ends, a
 * request waits for another's, unhanded. The most recently used connection goes first. An instance that takes no connection
 * is passed over: the request was never sent to it, and goes to the next one.
 *
 * Why node:http: CPU per request, 6 every 2 ms to a trivial server, medians of 4 turns on a busy 2-core machine: node:http
 * 110 µs (the same with at most 256 connections as without a limit and with these stamps), undici's Pool 88 µs, a client on
 * bare sockets 60 µs. undici does not tell when a request's own connection began and stood, and HTTP is not the subject here.
 */
export class HttpClient {
  private readonly agent: Agent;
  private readonly keepBodies: boolean;
  private readonly bases: { agent: Agent; hostname: string; port: string; path: string; method: string }[];
  private turn = 0;

  constructor({ urls, method, keepBodies }: Target, mostConnections = Number.POSITIVE_INFINITY) {
    this.agent = new Agent({ keepAlive: true, maxFreeSockets: mostConnections, maxTotalSockets: mostConnections });
    this.keepBodies = keepBodies;
    this.bases = urls.map((url) => {
      const { hostname, port, pathname, search } = new URL(url);
      const host = hostname.replace(/^\[(.*)\]$/, '$1');
      return { agent: this.agent, hostname: host, port, path: `${pathname}${search}`, method };
    });
  }

  /** Never throws. */
  send({ headers, body }: Prepared, watcher: Watcher): Sent {
    const first = this.turn++;
    let handed = false;
    const sendTo = (instance: number) => {
      const sent = request({
        ...this.bases[(first + instance) % this.bases.length],
        headers: headers as OutgoingHttpHeaders,
      });
      sent.on('socket', (socket) => {
        if (!handed) watcher.handed();
        handed = true;
        if (socket.connecting) socket.once('connect', () => watcher.ready(true));
        else watcher.ready(false);
      });
      sent.on('response', (answer) => this.read(answer, watcher));
      sent.on('error', (error) => {
        const code = codeOf(error);
        if (NEVER_CONNECTED.has(code) && instance + 1 < this.bases.length) current = sendTo(instance + 1);
        else watcher.ended({ kind: 'error', code });
      });
      sent.end(body ?? undefined);
      return sent;
    };
    let current = sendTo(0);
    return { destroy: () => void current.destroy() };
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
