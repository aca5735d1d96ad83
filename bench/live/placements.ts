import type { PlaceOrder } from '../../common/contracts/orders.ts';
import { whatBecame } from '../load/live/what-became.ts';
import type { Ending } from '../load/outcome.ts';
import { emailOf } from '../record/attempt-key.ts';
import { nowUs } from '../record/recorder.ts';
import type { LiveLane } from './live-lane.ts';
import type { LabEvent } from './protocol/events.ts';
import type { Entry } from './watch/order-book.ts';

const TIMEOUT_MS = 30_000;
const MOST_OPEN = 500;

/** Orders that somebody places on the page: the same one in several lanes at the same moment, told of as a caller sees it. */
export class Placements {
  readonly #prefix: string;
  readonly #publish: (event: LabEvent) => void;
  readonly #open = new Map<string, number>();
  #placed = 0;

  constructor(session: string, publish: (event: LabEvent) => void) {
    this.#prefix = `page${session}`;
    this.#publish = publish;
  }

  /** Sends it and returns the id under which it is told of. What becomes of it does not hold up anybody. */
  place(lanes: readonly LiveLane[], order: PlaceOrder): string {
    const key = `${this.#prefix}-${++this.#placed}`;
    const body = JSON.stringify({
      ...order,
      customer: { ...order.customer, email: emailOf(key) },
    } satisfies PlaceOrder);
    this.#open.set(key, nowUs());
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#open.delete(oldest);
    }
    for (const lane of lanes) void this.#placeIn(lane, key, body);
    return key;
  }

  /** An order came to its notification in a lane: told, where it is one of ours. */
  finished(lane: string, { key, stored: [first] }: Entry, atUs: number): void {
    const beganUs = this.#open.get(key);
    if (beganUs === undefined || !first) return;
    const body = JSON.stringify(first.order);
    const told = { orderId: first.orderId, status: null, body, tookMs: Math.round((atUs - beganUs) / 100) / 10 };
    this.#publish({ kind: 'placed', atMs: Date.now(), placement: key, lane, phase: 'finished', ...told });
  }

  async #placeIn({ run, watch, log }: LiveLane, key: string, body: string): Promise<void> {
    const intendedUs = nowUs();
    watch.sent(key, intendedUs, { show: true });
    const ending = await post(`${run.need().lab.urls['orders']}/orders`, key, body);
    const endedUs = nowUs();
    const became = whatBecame(ending);
    const { orderId, status, error } = became;
    if (orderId) log.follow(orderId);
    watch.ended({ lane: run.name, key, intendedUs, endedUs, ...became });
    log.answered({ orderId, status, error, endedUs });
    const text = ending.kind === 'answer' ? ending.body : (error ?? '');
    const tookMs = Math.round((endedUs - intendedUs) / 100) / 10;
    this.#publish({
      kind: 'placed',
      atMs: Date.now(),
      placement: key,
      lane: run.name,
      phase: 'answered',
      orderId,
      status,
      body: text,
      tookMs,
    });
  }
}

async function post(url: string, key: string, body: string): Promise<Ending> {
  try {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { kind: 'answer', status: answer.status, body: await answer.text() };
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    if (name === 'TimeoutError') return { kind: 'timeout', hadConnection: true };
    return { kind: 'error', code: cause?.code ?? name };
  }
}
