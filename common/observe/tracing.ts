import { AsyncLocalStorage } from 'node:async_hooks';
import type { Settings } from '../base/config.ts';
import type { Attributes, Span, Spans } from './spans.ts';

/** Null while tracing is off: then every function below ends at once, and no module of OpenTelemetry is loaded. */
let spans: Spans | null = null;

/** The span that this asynchronous call chain works for. */
const current = new AsyncLocalStorage<string | undefined>();

/** Makes spans from now on, if the setting names a collector. Returns how to hand over the last of them. */
export async function openTracing(
  settings: Pick<Settings, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
  service: string,
): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  if (endpoint === undefined) return async () => {};
  const { exportingSpans } = await import('./otel-spans.ts');
  const opened = harmless(exportingSpans(endpoint, service));
  spans = opened;
  return async () => {
    spans = null;
    await opened.close();
  };
}

/** A span that cannot be made or ended is missing from its trace; the work that it stands for goes on. */
export function harmless(made: Spans): Spans {
  const attempt = <Result>(work: () => Result) => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    begin(name, kind, parent, attributes) {
      const span = attempt(() => made.begin(name, kind, parent, attributes));
      return {
        traceparent: span?.traceparent ?? parent,
        end(more, error) {
          attempt(() => span?.end(more, error));
        },
      };
    },
    close: () => made.close(),
  };
}

export const isTracing = (): boolean => spans !== null;

/** The traceparent of the call chain this is read in; ask outside of `store.transact`, which gathers several chains. */
export const traceNow = (): string | undefined => (spans === null ? undefined : current.getStore());

/** Lets `work` go on with a trace that was stored by an earlier life of this process. */
export const resumeTrace = <Result>(traceparent: string | undefined, work: () => Result): Result =>
  spans === null || traceparent === undefined ? work() : current.run(traceparent, work);

/** Answers requests as spans; `parent` is what the caller sent. While tracing is off this is `handle` itself. */
export function answeredInTrace<
  Request extends { headers: Record<string, unknown> },
  Answer extends { status: number },
>(name: string, handle: (request: Request) => Promise<Answer>): (request: Request) => Promise<Answer> {
  if (spans === null) return handle;
  return async (request) => {
    const parent = request.headers['traceparent'];
    const span = spans?.begin(name, 'server', typeof parent === 'string' ? parent : undefined, {});
    if (!span) return handle(request);
    try {
      const answer = await current.run(span.traceparent, () => handle(request));
      span.end({ 'http.response.status_code': answer.status });
      return answer;
    } catch (error) {
      span.end({}, error);
      throw error;
    }
  };
}

/** One call of another service as a span below `parent`; `work` is given the traceparent to send along. */
export async function calledInTrace<Answer>(
  name: string,
  parent: string | undefined,
  work: (traceparent: string | undefined) => Promise<Answer>,
): Promise<Answer> {
  const span = spans?.begin(name, 'client', parent, {});
  if (!span) return work(undefined);
  try {
    const answer = await work(span.traceparent);
    span.end();
    return answer;
  } catch (error) {
    span.end({}, error);
    throw error;
  }
}

/** An event on its way out, as a row of an outbox. `body` is the JSON of its envelope. */
interface StoredEvent {
  body: Uint8Array;
  type: string;
  orderId: string;
  messageId: string;
}

/** Publishes events as spans below those that stored them, which may belong to an earlier life of this process. */
export async function publishedInTrace<Row extends StoredEvent>(
  rows: Row[],
  publish: (rows: Row[]) => Promise<Row[]>,
): Promise<Row[]> {
  const making = spans;
  if (making === null) return publish(rows);
  const begun = rows.map(({ body, type, orderId, messageId }) => {
    const { traceparent, correlationid } = JSON.parse(Buffer.from(body).toString()) as Record<string, string>;
    const ids = idsOf({ type, orderId, messageId, correlationId: correlationid ?? orderId });
    return making.begin(`publish ${type}`, 'producer', traceparent, ids);
  });
  try {
    const confirmed = await publish(rows);
    const sent = new Set(confirmed);
    for (const [at, row] of rows.entries()) begun[at]?.end({}, sent.has(row) ? undefined : 'not confirmed');
    return confirmed;
  } catch (error) {
    for (const span of begun) span.end({}, error);
    throw error;
  }
}

/** A message as its consumer read it, and where. */
interface Received<Event> {
  event: Event;
  position: string;
}

/** Handles messages as spans below those that caused them; what they cause in turn belongs below these spans. */
export async function handledInTrace<Event>(
  messages: readonly Received<Event>[],
  handle: (messages: readonly Received<Event>[]) => Promise<void>,
): Promise<void> {
  const making = spans;
  if (making === null) return handle(messages);
  const begun: Span[] = [];
  const told = messages.map(({ event, position }) => {
    const { id, type, subject, correlationid, traceparent } = event as Record<string, string | undefined>;
    const ids = idsOf({ type, orderId: subject, messageId: id, correlationId: correlationid });
    const span = making.begin(`process ${type}`, 'consumer', traceparent, {
      ...ids,
      'messaging.destination': position,
    });
    begun.push(span);
    return { event: { ...event, traceparent: span.traceparent }, position };
  });
  try {
    await handle(told);
    for (const span of begun) span.end();
  } catch (error) {
    for (const span of begun) span.end({}, error);
    throw error;
  }
}

/** Names as in OpenTelemetry's conventions for messaging, where they have one. */
function idsOf(
  ids: Partial<Record<'type' | 'orderId' | 'messageId' | 'correlationId', string | undefined>>,
): Attributes {
  return {
    'order.id': ids.orderId ?? '',
    'messaging.message.id': ids.messageId ?? '',
    'messaging.message.conversation_id': ids.correlationId ?? '',
    'cloudevents.event_type': ids.type ?? '',
  };
}
