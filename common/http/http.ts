import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { NextFunction, Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import type { z } from 'zod';
import type { Settings } from '../base/config.ts';
import { accessOf } from '../contracts/access.ts';
import { decode, decodeOurs, validate } from '../contracts/decode.ts';
import { ProblemError } from '../contracts/problems.ts';
import { concerning, orderIdIn } from '../observe/ids-in.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { stampCall, stampClock } from '../observe/stamps.ts';
import { answeredInTrace } from '../observe/tracing.ts';
import type { Answer } from './answer.ts';
import { ABANDONED, secondsByStatus } from './answered-seconds.ts';
import { createAnswering } from './answering.ts';
import type { Asked } from './asked.ts';
import { createConnections } from './connections.ts';
import { createDoor } from './door.ts';
import { type Begin, createEventStreams } from './event-streams.ts';
import { fixedHeaders } from './fixed-headers.ts';
import { refuseForeign } from './foreign-caller.ts';
import { createGuard, watcherGuard } from './guard.ts';
import { createApp } from './http-app.ts';
import { nodeServer } from './node-server.ts';
import { readBody } from './read-body.ts';
import { readTarget } from './request-target.ts';
import { type Listener, listenWidely } from './wide-listener.ts';

type Handler<Body> = (body: Body, asked: Asked) => Promise<Answer>;
type Method = 'GET' | 'POST' | 'PUT';
/** A request whose path is that of the route, whichever way that was found. */
type Take = (asked: Asked, response: ServerResponse) => Promise<void>;

/** The routes of one service. Bodies are validated once, here; handlers see only what fits its schema. */
export interface Api {
  get(path: string, handle: (asked: Asked) => Promise<Answer>): void;
  /** As `get`, for an answer that goes on while there is more to tell; so many at once as the settings allow. */
  stream(path: string, handle: (asked: Asked) => Promise<Answer | Begin>): void;
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
  /** As `post`, for what another service of ours calls: its body is checked quickly, and answered in few words. */
  call<Schema extends z.ZodType>(path: string, body: Schema, handle: Handler<z.infer<Schema>>): void;
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

/** The query of a request, as plain texts; refused when it names a parameter that does not exist. */
export const queryOf = <Schema extends z.ZodType>(schema: Schema, { search }: Asked): z.infer<Schema> =>
  validate(schema, { ...parse(search) });

/**
 *   request ─▶ its target ─▶ the door ─▶ who calls ─▶ path without parameters: its route ──▶ body ─▶ handler ─▶ answer
 *                                                  └▶ any other path, method: Express ─▶ its route ─┘
 *
 * `straight`: false lets Express find every route; nothing else differs (docs/decisions/0011).
 */
export function createHttp(
  settings: Settings,
  log: Log,
  metrics: Metrics,
  { straight = true }: { straight?: boolean } = {},
): HttpServer {
  const app = createApp();
  const allowed = new Map<string, string[]>();
  const routes: Record<Method, Map<string, Take>> = { GET: new Map(), POST: new Map(), PUT: new Map() };
  const door = createDoor(settings);
  const guard = createGuard(settings);
  const connections = createConnections(settings.LAB_MAX_CONNECTIONS);
  const streams = createEventStreams(settings.LAB_MAX_STREAMS, connections);
  const refusedAt = new Map<string, Histogram.Internal<'route' | 'method' | 'status'>>();
  let draining = false;
  let server: Server | null = null;
  let listener: Listener | null = null;
  const { send, sendBriefly, fail, write } = createAnswering(log, connections, () => draining);

  function register<Given>(
    method: Method,
    path: string,
    handle: (asked: Asked) => Promise<Given>,
    answer: (response: ServerResponse, given: Given) => void,
  ): void {
    const admit = guard(accessOf(method, path));
    const answered = secondsByStatus(metrics.httpSeconds, path, method);
    addRoute(method, path, async (asked, response) => {
      const startedMs = performance.now();
      try {
        if (draining) throw new ProblemError('shutting-down', 'The service is shutting down. Try again shortly.');
        if (admit) asked.caller = await admit(asked.headers);
        answer(response, await handle(asked));
      } catch (error) {
        fail(response, error);
      } finally {
        door.leave(asked.message);
        answered(response.headersSent ? response.statusCode : ABANDONED).observe(
          (performance.now() - startedMs) / 1000,
        );
      }
    });
  }

  function addRoute(method: Method, path: string, take: Take): void {
    allowed.set(path, [...(allowed.get(path) ?? []), method]);
    if (straight && !path.includes(':')) routes[method].set(path, take);
    const way = method.toLowerCase() as Lowercase<Method>;
    app[way](path, (request: Request, response: Response) => {
      const { headers, params, url } = request;
      const search = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
      return take({ headers, params: params as Record<string, string>, search, message: request }, response);
    });
  }

  function enter(request: IncomingMessage): void {
    door.enter(request);
    connections.works(request);
  }

  const withBody =
    <Schema extends z.ZodType>(path: string, schema: Schema, handle: Handler<z.infer<Schema>>, read = decode) =>
    async (asked: Asked) => {
      const receivedNs = stampClock();
      const bytes = await readBody(asked.message);
      enter(asked.message);
      const body = read(schema, bytes);
      try {
        const answer = await handle(body, asked);
        stampCall(path, receivedNs, body, answer.body);
        return answer;
      } catch (error) {
        throw concerning(error, orderIdIn(body));
      }
    };

  const api: Api = {
    get: (path, handle) =>
      register(
        'GET',
        path,
        async (asked) => {
          if (!exempt.has(path)) enter(asked.message);
          return handle(asked);
        },
        send,
      ),
    stream: (path, handle) =>
      register(
        'GET',
        path,
        async (asked) => {
          streams.mustHaveRoom();
          enter(asked.message);
          return handle(asked);
        },
        (response, given) => {
          if (typeof given !== 'function') return send(response, given);
          streams.open(response, [...fixedHeaders, 'x-request-id', randomUUID()], given);
        },
      ),
    post(paths, schema, handle) {
      for (const path of [paths].flat()) {
        register('POST', path, answeredInTrace(`POST ${path}`, withBody(path, schema, handle)), send);
      }
    },
    intake(paths, schema, handle, whyFull) {
      for (const path of paths) {
        door.intake(path, whyFull);
        refusedAt.set(path, metrics.httpSeconds.labels({ route: path, method: 'POST', status: 429 }));
      }
      api.post(paths, schema, handle);
    },
    put: (path, schema, handle) => register('PUT', path, withBody(path, schema, handle), send),
    call: (path, schema, handle) =>
      register('POST', path, answeredInTrace(`POST ${path}`, withBody(path, schema, handle, decodeOurs)), sendBriefly),
  };

  /** `waits`: the caller sends the body when it is told to go on, and not before. */
  function take(request: IncomingMessage, response: ServerResponse, waits = false): void {
    const hasRoom = connections.asks(request);
    const { method = '', headers } = request;
    try {
      if (!hasRoom) throw tooManyAhead;
      const { path, search } = readTarget(request);
      const refusal = draining ? null : door.refusal(method, path);
      if (refusal) {
        refusedAt.get(path)?.observe(0);
        throw refusal;
      }
      refuseForeign(headers, settings.LAB_HOST_NAMES);
      if (waits) response.writeContinue();
      const route = routes[method as Method]?.get(path);
      if (route) void route({ headers, params: noParams, search, message: request }, response);
      else app(request, response);
    } catch (error) {
      fail(response, error);
    }
  }

  return {
    api,
    metrics(read) {
      const admit = watcherGuard(guard, settings);
      addRoute('GET', '/metrics', async ({ headers }, response) => {
        try {
          await admit?.(headers);
          write(response, 200, await read(), { 'content-type': metrics.registry.contentType });
        } catch (error) {
          fail(response, error);
        }
      });
    },
    async listen() {
      for (const [path, methods] of allowed) {
        app.all(path, (_request, response) => {
          const error = new ProblemError('method-not-allowed', `Allowed here: ${methods.join(', ')}.`);
          fail(response, error, { allow: methods.join(', ') });
        });
      }
      app.use((_request: Request, response: Response) =>
        fail(response, new ProblemError('not-found', 'No such path. See /openapi.json.')),
      );
      // Express recognises an error handler by its four parameters.
      app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => fail(response, error));
      server = nodeServer({ take, fail }, connections, log);
      listener = await listenWidely(server, settings);
      return listener.port;
    },
    async drain() {
      draining = true;
      streams.endAll();
      const closed = listener?.close();
      server?.closeIdleConnections();
      const impatient = setTimeout(() => server?.closeAllConnections(), 6000);
      await closed;
      clearTimeout(impatient);
    },
  };
}

const noParams: Asked['params'] = {};

const tooManyAhead = new ProblemError('too-many-requests', 'This connection waits for the answers of too many.');

/** Asked by people and machines that watch an overloaded service: never refused for load. */
const exempt = new Set(['/health', '/ready', '/metrics']);
