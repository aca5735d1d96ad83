import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError } from '../contracts/problems.ts';
import type { Log } from '../observe/log.ts';
import type { Connections } from './connections.ts';
import { answerUnreadable } from './unreadable-request.ts';

const options = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000, // by default those two are looked at every 30 s
  keepAliveTimeout: 75_000, // above every client's idle timeout, or reuse meets a reset
  requireHostHeader: false, // Node would answer by itself, without our headers
};

interface Requests {
  /** `waits`: the caller sends the body when it is told to go on, and not before. */
  take(request: IncomingMessage, response: ServerResponse, waits?: boolean): void;
  fail(response: ServerResponse, error: unknown): void;
}

/** Node's HTTP server, with nothing left that it would answer by itself: all of that has our headers, too. */
export function nodeServer({ take, fail }: Requests, connections: Connections, log: Log): Server {
  const server = createServer(options, (request, response) => take(request, response));
  Object.assign(server, { httpAllowHalfOpen: true }); // who has no more to ask still wants the answer (node:_http_server)
  server.prependListener('connection', connections.admit);
  server.on('checkContinue', (request, response) => take(request, response, true));
  server.on('checkExpectation', (request, response) => {
    connections.asks(request);
    fail(response, new ProblemError('expectation-failed', 'Only 100-continue can be expected.'));
  });
  server.on('clientError', (error, socket) =>
    connections.whenAnswered(socket as Socket, () => answerUnreadable(error, socket, log)),
  );
  return server;
}
