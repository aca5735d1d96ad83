import { setTimeout } from 'node:timers/promises';
import type { OrderClient } from '../../../common/capabilities.ts';
import type { OrderStatus, PlaceOrder } from '../../../common/contracts/orders.ts';
import { outcomeOf } from '../../load/outcome.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { Way } from '../../record/way-back-cell.ts';
import type { Answered, Cost, CountedClient } from './counted-client.ts';

/** One order as its caller knows it. */
export interface Asked {
  key: string;
  way: Way;
  body: PlaceOrder;
  /** When it was to be sent, and when its outcome was known; milliseconds of `performance.now()`. */
  intendedMs: number;
  /** How much later it left, by the caller's own doing. */
  lateMs: number;
  knownMs: number | null;
  /** The same moment in epoch milliseconds. */
  knownAtMs: number | null;
  orderId: string | null;
  status: OrderStatus | null;
}

/** One life of a caller: ends with `signal`, and what was not written down is forgotten. */
export interface Life {
  ordersUrl: string;
  client: CountedClient;
  callbackUrlOf: (key: string) => string;
  /** Where it speaks the broker. */
  broker: OrderClient | null;
  /** Messages in both directions through it, and the bytes of their bodies. */
  messages: Cost;
  signal: AbortSignal;
}

/** After a connection that failed, a refusal, or an answer that says nothing: the same request under the same key. */
const AGAIN_MS = 200;

/** Places an order and does what its way asks for, until the outcome is known or this life ends. */
export async function follow(asked: Asked, life: Life, recorder: Recorder): Promise<void> {
  if (asked.way === 'reply') return placeThroughBroker(asked, life, recorder);
  while (asked.orderId === null) {
    await place(asked, life, recorder);
    if (asked.orderId === null) await setTimeout(AGAIN_MS, undefined, { signal: life.signal });
  }
  if (asked.way === 'ask') await askAgain(asked, life);
  if (asked.way === 'listen') await listen(asked, life);
}

export function know(asked: Asked, status: OrderStatus): void {
  if (asked.knownMs !== null || status === 'pending') return;
  asked.knownMs = performance.now();
  asked.knownAtMs = Date.now();
  asked.status = status;
}

/** Until the broker has it; what comes of it comes as a reply. */
async function placeThroughBroker({ key, body }: Asked, life: Life, recorder: Recorder): Promise<void> {
  const { broker, messages, signal } = life;
  const text = JSON.stringify(body);
  recorder.note('place-order', 'invoke', key, body);
  for (;;) {
    messages.requests++; // also when it was sent before
    messages.bytes += Buffer.byteLength(text);
    try {
      return await broker?.place(key, text);
    } catch {
      signal.throwIfAborted();
      await setTimeout(AGAIN_MS, undefined, { signal });
    }
  }
}

async function place(
  asked: Asked,
  { ordersUrl, client, callbackUrlOf, signal }: Life,
  recorder: Recorder,
): Promise<void> {
  const { key, way, body } = asked;
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    ...(way === 'callback' && { 'callback-url': callbackUrlOf(key) }),
  };
  recorder.note('place-order', 'invoke', key, body);
  let answer: Answered;
  try {
    answer = await client.ask('POST', ordersUrl, { headers, body: JSON.stringify(body), signal });
  } catch (error) {
    const code = String((error as { code?: string }).code ?? (error as Error).name);
    recorder.note('place-order', outcomeOf({ kind: 'error', code }).type, key, { error: code });
    signal.throwIfAborted();
    return;
  }
  const { status } = answer;
  const { type, error } = outcomeOf({ kind: 'answer', status, body: answer.body });
  const told = JSON.parse(answer.body) as { orderId?: string; status?: OrderStatus | number };
  const orderStatus = typeof told.status === 'string' ? told.status : null;
  recorder.note('place-order', type, key, {
    status,
    ...(type === 'ok' ? { orderId: told.orderId, orderStatus } : { error }),
  });
  if (type === 'ok' && told.orderId !== undefined && orderStatus !== null) {
    asked.orderId = told.orderId;
    know(asked, orderStatus);
  } else if ((status === 503 || status === 504) && told.orderId !== undefined) {
    asked.orderId = told.orderId; // the problem names the order: it failed
    know(asked, 'failed');
  }
}

async function askAgain(asked: Asked, { ordersUrl, client, signal }: Life): Promise<void> {
  let etag: string | undefined;
  while (asked.knownMs === null) {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    const answer = await client.ask('GET', `${ordersUrl}/${asked.orderId}`, { headers, signal }).catch(() => null);
    signal.throwIfAborted();
    if (answer?.status === 200) {
      etag = answer.headers.etag;
      know(asked, (JSON.parse(answer.body) as { status: OrderStatus }).status);
    }
    const afterMs = answer ? 1000 * Number(answer.headers['retry-after'] ?? 1) : AGAIN_MS;
    if (asked.knownMs === null) await setTimeout(afterMs, undefined, { signal });
  }
}

/** As EventSource does: connects again, with the last event it has, after the time that the stream named. */
async function listen(asked: Asked, { ordersUrl, client, signal }: Life): Promise<void> {
  let [last, retryMs] = ['', 1000];
  while (asked.knownMs === null) {
    try {
      const headers = { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) };
      const stream = await client.open(`${ordersUrl}/${asked.orderId}/events`, { headers, signal });
      let unread = '';
      for await (const chunk of stream) {
        const blocks = (unread + String(chunk)).split('\n\n');
        unread = blocks.pop() ?? '';
        for (const block of blocks) {
          retryMs = Number(/^retry: (\d+)$/m.exec(block)?.[1] ?? retryMs);
          last = /^id: (.+)$/m.exec(block)?.[1] ?? last;
          const data = /^data: (.+)$/m.exec(block)?.[1];
          if (data !== undefined) know(asked, (JSON.parse(data) as { status: OrderStatus }).status);
        }
      }
    } catch {
      signal.throwIfAborted(); // otherwise the service is away
    }
    if (asked.knownMs === null) await setTimeout(retryMs, undefined, { signal });
  }
}
