import { Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Ending } from './outcome.ts';
import type { Prepared } from './workload.ts';

/** Where all requests of a run go. */
export interface Target {
  url: string;
  method: string;
  connections: number;
  /** Answers are read to their end in any case; their text is kept only when somebody wants it. */
  keepBodies: boolean;
}

/**
 * Requests over keep-alive connections, at most `connections` at once, none of them pipelined and none repeated.
 * The most recently used connection goes first, so idle ones can end on the server's terms.
 */
export class HttpClient {
  private readonly agent: Agent;
  private readonly keepBodies: boolean;
  private readonly base: { agent: Agent; hostname: string; port: string; path: string; method: string };

  constructor({ url, method, connections, keepBodies }: Target) {
    const { hostname, port, pathname, search } = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
    this.keepBodies = keepBodies;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    this.base = { agent: this.agent, hostname: host, port, path: `${pathname}${search}`, method };
  }

  /** `onEnd` is called once, unless the request is destroyed first. Never throws. */
  send({ headers, body }: Prepared, onEnd: (ending: Ending) => void): ClientRequest {
    const sent = request({ ...this.base, headers: headers as OutgoingHttpHeaders });
    sent.on('response', (answer) => this.read(answer, onEnd));
    sent.on('error', (error) => onEnd({ kind: 'error', code: codeOf(error) }));
    sent.end(body ?? undefined);
    return sent;
  }

  close(): void {
    this.agent.destroy();
  }

  private read(answer: IncomingMessage, onEnd: (ending: Ending) => void): void {
    const status = answer.statusCode ?? 0;
    let body = '';
    if (this.keepBodies) answer.setEncoding('utf8').on('data', (text: string) => (body += text));
    else answer.resume();
    const retryAfter = answer.headers['retry-after'];
    answer.on('end', () => onEnd({ kind: 'answer', status, body, ...(retryAfter && { retryAfter }) }));
    answer.on('error', (error) => onEnd({ kind: 'error', code: codeOf(error) }));
  }
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);
