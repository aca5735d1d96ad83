import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProblemError, type ProblemKind } from '../contracts/problems.ts';
import type { Log } from '../observe/log.ts';
import { fixedHeaders } from './fixed-headers.ts';
import { problemOf } from './problem-answer.ts';

/** What Node's HTTP server calls the reasons for which it takes no request from a connection; any other is `not-http`. */
const kinds: Record<string, ProblemKind> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** The caller left, before or in the middle of a request: the one that was cut off is told of by its route. */
const gone = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE']);

/**
 * How long a connection stays open after its last answer: closed at once, with bytes of the caller still unread, it would be
 * reset, and the answer lost with it.
 */
const LINGER_MS = 500;

/**
 * Answers what never became a request, and so never reaches a route: as a problem document with the headers and the id that every
 * answer has, instead of Node's bare status line. The connection ends with it, also for who keeps its own half open.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex, log: Log): void {
  if (gone.has(error.code ?? '') || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const kind = kinds[error.code ?? ''] ?? 'not-http';
  const { status, body } = problemOf(new ProblemError(kind, details[kind] ?? ''), log, requestId);
  const text = JSON.stringify(body);
  const own = { 'content-type': 'application/problem+json', 'x-request-id': requestId, connection: 'close' };
  const headers = [...fixedHeaders, ...Object.entries(own).flat(), 'content-length', String(Buffer.byteLength(text))];
  const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []));
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'));
}

const details: Partial<Record<ProblemKind, string>> = {
  'headers-too-large': 'The headers are longer than this service reads.',
  'request-timeout': 'The request did not arrive in time.',
  'not-http': 'What arrived cannot be read as an HTTP request.',
};
