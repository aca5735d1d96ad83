import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import type { z } from 'zod';
import type { Settings } from '../base/config.ts';
import { decode, validate } from '../contracts/decode.ts';
import { ProblemError } from '../contracts/problems.ts';
import { concerning, orderIdIn } from '../observe/ids-in.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { stampCall, stampClock } from '../observe/stamps.ts';
import { answeredInTrace } from '../observe/tracing.ts';
import type { Answer } from './answer.ts';
import { createDoor } from './door.ts';
import { fixedHeaders } from './fixed-headers.ts';
import { createApp } from './http-app.ts';
import { problemOf } from './problem-answer.ts';
import { readBody } from './read-body.ts';
import { answerUnreadable } from './unreadable-request.ts';
import { type Listener, listenWidely } from './wide-listener.ts';

const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000, // by default those two are looked at every 30 s
  keepAliveTimeout: 75_000, // above every client's idle timeout, or reuse meets a reset
};

type Handler<Body> = (body: Body, request: Request) => Promise<Answer>;

/** The routes of one service. Bodies are validated once, here; handlers see only what fits its schema. */
export interface Api {
  get(path: string, handle: (request: Request) => Promise<Answer>): void;
  post<Schema extends z.ZodType>(path: string | string[], body: Schema, handle: Handler<z.infer<Schema>>): void;
  /**
   * As `post`, for work that comes from outside: while the service is behind, or `whyFull` gives a reason, it is refused
   * before its body is read.
   */
  intake<Schema extends z.ZodType>(
    paths: string[],
    body: Schema,
    handle: Handler<z.infer<Schema>>,
    whyFull: () => string | null,
  ): void;
  put<Schema extends z.ZodType>(path: string, body: Schema, handle: Handler<z.infer<Schema>>): void;
}

export interface HttpServer {
  api: Api;
  /** Serves Prometheus' text format at /metrics. */
  metrics(read: () => Promise<string>): void;
  /** Adds the answers for unknown paths and methods, then listens. Returns the port. */
  listen(): Promise<number>;
  /** Refuses new requests, waits for those under way, closes every connection. */
  drain(): Promise<void>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** The query of a request, refused when it names a parameter that does not exist. */
export const queryOf = <Schema extends z.ZodType>(schema: Schema, request: Request): z.infer<Schema> =>
  validate(schema, { ...request.query });

export function createHttp(settings: Settings, log: Log, metrics: Metrics): HttpServer {
  const app = createApp(settings);
  const methods = new Map<string, string[]>();
  const door = createDoor(settings);
  const refusedAt = new Map<string, Histogram.Internal<'route' | 'method' | 'status'>>();
  let draining = false;
  let server: Server | null = null;
  let listener: Listener | null = null;

  function register(method: 'get' | 'post' | 'put', path: string, handle: (request: Request) => Promise<Answer>) {
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
    const answered = secondsByStatus(metrics.httpSeconds, path, method.toUpperCase());
    app[method](path, async (request: Request, response: Response) => {
      const startedMs = performance.now();
      try {
        if (draining) throw new ProblemError('shutting-down', 'The service is shutting down. Try again shortly.');
        send(response, await handle(request));
      } catch (error) {
        fail(response, error);
      } finally {
        door.leave(request);
        answered(response.headersSent ? response.statusCode : ABANDONED).observe(
          (performance.now() - startedMs) / 1000,
        );
      }
    });
  }

  const withBody =
    <Schema extends z.ZodType>(schema: Schema, handle: Handler<z.infer<Schema>>) =>
    async (request: Request) => {
      const receivedNs = stampClock();
      const bytes = await readBody(request);
      door.enter(request);
      const body = decode(schema, bytes);
      try {
        const answer = await handle(body, request);
        stampCall(request.path, receivedNs, body, answer.body);
        return answer;
      } catch (error) {
        throw concerning(error, orderIdIn(body));
      }
    };

  const api: Api = {
    get: (path, handle) =>
      register('get', path, async (request) => {
        if (!exempt.has(path)) door.enter(request);
        return handle(request);
      }),
    post(paths, schema, handle) {
      for (const path of [paths].flat())
        register('post', path, answeredInTrace(`POST ${path}`, withBody(schema, handle)));
    },
    intake(paths, schema, handle, whyFull) {
      for (const path of paths) {
        door.intake(path, whyFull);
        refusedAt.set(path, metrics.httpSeconds.labels({ route: path, method: 'POST', status: 429 }));
      }
      api.post(paths, schema, handle);
    },
    put: (path, schema, handle) => register('put', path, withBody(schema, handle)),
  };

  /** True: answered with 429 here, before Express or the body has cost anything. */
  function refusedAtTheDoor(request: IncomingMessage, response: ServerResponse): boolean {
    const refusal = draining ? null : door.refusal(request);
    if (!refusal) return false;
    fail(response, refusal.why);
    refusedAt.get(refusal.path)?.observe(0);
    return true;
  }

  function send(
    response: ServerResponse,
    { status, body, headers = {} }: Answer,
    requestId: string = randomUUID(),
  ): void {
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    write(response, status, JSON.stringify(body), { 'content-type': type, ...headers }, requestId);
  }

  /** Head and body in one go. Every answer is written here, so that none goes without the fixed headers and its id. */
  function write(
    response: ServerResponse,
    status: number,
    text: string,
    more: Record<string, string>,
    requestId: string,
  ) {
    if (response.headersSent || response.destroyed) return;
    const headers = [...fixedHeaders, 'x-request-id', requestId, 'content-length', String(Buffer.byteLength(text))];
    for (const name in more) headers.push(name, more[name] as string);
    if (draining) headers.push('connection', 'close');
    response.writeHead(status, headers);
    response.end(text);
  }

  /** The log and the answer carry the same id. */
  function fail(response: ServerResponse, error: unknown, headers: Record<string, string> = {}): void {
    const requestId = randomUUID();
    const answer = problemOf(error, log, requestId);
    send(response, { ...answer, headers: { ...answer.headers, ...headers } }, requestId);
  }

  return {
    api,
    metrics(read) {
      methods.set('/metrics', ['GET']);
      app.get('/metrics', async (_request, response) => {
        write(response, 200, await read(), { 'content-type': metrics.registry.contentType }, randomUUID());
      });
    },
    async listen() {
      for (const [path, allowed] of methods) {
        app.all(path, (_request, response) => {
          const error = new ProblemError('method-not-allowed', `Allowed here: ${allowed.join(', ')}.`);
          fail(response, error, { allow: allowed.join(', ') });
        });
      }
      app.use((_request: Request, response: Response) =>
        fail(response, new ProblemError('not-found', 'No such path. See /openapi.json.')),
      );
      // Express recognises an error handler by its four parameters.
      app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => fail(response, error));
      server = createServer(timeouts, (request, response) => {
        if (!refusedAtTheDoor(request, response)) app(request, response);
      });
      server.on('clientError', (error, socket) => answerUnreadable(error, socket, log));
      listener = await listenWidely(server, settings, log);
      return listener.port;
    },
    async drain() {
      draining = true;
      const closed = listener?.close();
      server?.closeIdleConnections();
      const impatient = setTimeout(() => server?.closeAllConnections(), 6000);
      await closed;
      clearTimeout(impatient);
    },
  };
}

/** The status, in metrics alone, of a request whose caller left before it was answered; nginx calls it so. */
const ABANDONED = 499;

/** The series of one route, each found by its labels once. */
function secondsByStatus(histogram: Metrics['httpSeconds'], route: string, method: string) {
  const series = new Map<number, Histogram.Internal<'route' | 'method' | 'status'>>();
  return (status: number) => {
    let known = series.get(status);
    if (!known) series.set(status, (known = histogram.labels({ route, method, status })));
    return known;
  };
}

/** Asked by people and machines that watch an overloaded service: never refused for load. */
const exempt = new Set(['/health', '/ready', '/metrics']);
