import { readSettings, type Settings } from '../base/config.ts';
import { type Api, createHttp, ok } from '../http/http.ts';
import { createLog, type Log } from '../observe/log.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';
import { openStamps } from '../observe/stamps.ts';
import { openTracing } from '../observe/tracing.ts';

/** What every service is given. */
export interface ServiceContext {
  name: string;
  settings: Settings;
  log: Log;
  metrics: Metrics;
  api: Api;
}

/** What a service gives back once it can work. */
export interface ServiceParts {
  /** The OpenAPI document, served at /openapi.json. */
  openapi: unknown;
  /** The AsyncAPI document, served at /asyncapi.json. Absent: no events. */
  asyncapi?: unknown;
  /** Resolves when the service can do its job; throws with the reason while it cannot. */
  ready(): Promise<void>;
  /** What it does not get done for now, though it can do its job; null: nothing. Absent: there is nothing of the kind. */
  behind?(): Promise<string | null>;
  /** Measured when /metrics is read. */
  outboxDepth(): number;
  /** When the oldest of what the outbox holds was stored, in epoch milliseconds; null: it is empty. */
  oldestUnsentMs(): Promise<number | null>;
  /** After HTTP is drained: stop consuming, hand over what is left, close. */
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 9500;
const READY_DEADLINE_MS = 2000;
/** An answer of its own, not a problem document. */
const notReadyHeaders = { 'content-type': 'application/json', 'retry-after': '1' };

/** The life of a service: settings, parts, HTTP, then a graceful end on SIGTERM or when its parent is gone. */
export async function runService(name: string, start: (context: ServiceContext) => Promise<ServiceParts>) {
  const settings = readSettings();
  const log = createLog(settings, name);
  const die = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', die('uncaught exception'));
  process.on('unhandledRejection', die('unhandled rejection'));

  const metrics = createMetrics(name);
  const http = createHttp(settings, log, metrics);
  openStamps(settings, name, log);
  const closeTracing = await openTracing(settings, name);
  let stopping = false;
  const parts = await start({ name, settings, log, metrics, api: http.api });

  http.api.get('/health', async () => ok({ status: 'alive' }));
  http.api.get('/ready', async () => {
    const problem = stopping ? 'shutting down' : await whyNotReady(parts);
    if (problem !== null)
      return { status: 503, body: { status: 'not ready', reason: problem }, headers: notReadyHeaders };
    const behind = (await parts.behind?.()) ?? null;
    return ok({ status: 'ready', ...(behind !== null && { reason: behind }) });
  });
  http.api.get('/openapi.json', async () => ok(parts.openapi));
  if (parts.asyncapi) http.api.get('/asyncapi.json', async () => ok(parts.asyncapi));
  http.metrics(async () => {
    metrics.outboxDepth.set(parts.outboxDepth());
    const oldestMs = await parts.oldestUnsentMs();
    metrics.outboxOldest.set(oldestMs === null ? 0 : Math.max(0, Date.now() - oldestMs) / 1000);
    return metrics.registry.metrics();
  });

  const port = await http.listen();
  log.info({ port }, 'listening');

  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => die('stopping took too long')(new Error(why)), STOP_DEADLINE_MS).unref();
    await http.drain();
    await parts.stop();
    await closeTracing();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  if (process.send) {
    process.on('disconnect', () => void stop('parent is gone'));
    process.send({ listening: port });
  }
}

async function whyNotReady(parts: ServiceParts): Promise<string | null> {
  const tooLate = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer from a part of this service in time')), READY_DEADLINE_MS).unref();
  });
  try {
    await Promise.race([parts.ready(), tooLate]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
