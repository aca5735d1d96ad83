import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Log } from '../observe/log.ts';
import type { Answer } from './answer.ts';
import type { Connections } from './connections.ts';
import { fixedHeaders } from './fixed-headers.ts';
import { problemOf } from './problem-answer.ts';

/** How answers leave: every one of them, so that none goes without the fixed headers and the id of its request. */
export interface Answering {
  send(response: ServerResponse, answer: Answer): void;
  /**
   * To a service of ours, which would only read them and throw them away: without the fixed headers and the id. A browser
   * never gets one: it can send JSON to another origin only if that allows it (Fetch, 4.9), and ours allow nobody.
   */
  sendBriefly(response: ServerResponse, answer: Answer): void;
  /** As a problem document. The log and the answer carry the same id. */
  fail(response: ServerResponse, error: unknown, headers?: Record<string, string>): void;
  /** As it is: `text` of that type. */
  write(response: ServerResponse, status: number, text: string, headers: Record<string, string>): void;
}

/** `isLast`: no more requests are taken, and so the connection ends with the answer. */
export function createAnswering(
  log: Log,
  connections: Pick<Connections, 'answered'>,
  isLast: () => boolean,
): Answering {
  function write(
    response: ServerResponse,
    status: number,
    text: string,
    more: Record<string, string>,
    requestId: string = randomUUID(),
  ): void {
    writeOut(response, status, text, [...fixedHeaders, 'x-request-id', requestId], more);
  }

  /** Head and body in one go. `headers`: names and values in turn. */
  function writeOut(
    response: ServerResponse,
    status: number,
    text: string,
    headers: string[],
    more: Record<string, string>,
  ): void {
    if (response.headersSent || response.destroyed || response.req.socket.destroyed) return;
    if (status !== 204 && status !== 304) headers.push('content-length', String(Buffer.byteLength(text)));
    for (const name in more) headers.push(name, more[name] as string);
    if (isLast()) headers.push('connection', 'close');
    response.writeHead(status, headers);
    response.end(text);
    connections.answered(response);
  }

  function send(response: ServerResponse, { status, body, headers }: Answer, requestId?: string): void {
    if (body === undefined) return write(response, status, '', headers ?? {}, requestId);
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    write(response, status, JSON.stringify(body), { 'content-type': type, ...headers }, requestId);
  }

  return {
    write,
    send,
    sendBriefly: (response, { status, body, headers = {} }) =>
      writeOut(response, status, JSON.stringify(body), ['content-type', 'application/json'], headers),
    fail(response, error, headers) {
      const requestId = randomUUID();
      const answer = problemOf(error, log, requestId);
      send(response, { ...answer, headers: { ...answer.headers, ...headers } }, requestId);
    },
  };
}
