import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { validate } from '../../common/contracts/decode.ts';
import { Order, OrderPage } from '../../common/contracts/orders.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { pollPolicy } from '../topology.ts';

/** Hands over each order once it is there, and once more when it is no longer pending; again from the start after a failure. */
export function keepPolling({ settings, log }: ServiceContext, take: (orders: Order[]) => Promise<void>) {
  const [url] = settings.ORDERS_URL ?? [];
  if (url === undefined) throw new Error('ORDERS_URL is missing: whoever listens to nobody must ask somebody.');
  const pool = new Pool(url, { connections: 1 });
  const stopping = new AbortController();
  const pending = new Set<string>();
  let newest: string | null = null;
  let problem = 'has not asked yet';

  async function get(path: string): Promise<unknown> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(settings.LAB_ATTEMPT_TIMEOUT_MS)]);
    const { statusCode, body } = await pool.request({ method: 'GET', path, signal });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`GET ${path} answered ${statusCode}.`);
    }
    return body.json();
  }

  async function hand(orders: Order[]): Promise<void> {
    await take(orders);
    for (const { orderId, status } of orders) {
      if (status === 'pending') pending.add(orderId);
      else pending.delete(orderId);
    }
  }

  /** Pages are newest first, and what comes meanwhile comes before the first: it is seen the next time. */
  async function round(): Promise<void> {
    for (const orderId of pending) {
      const order = validate(Order, await get(`/orders/${orderId}`));
      if (order.status !== 'pending') await hand([order]);
    }
    let first: string | null = null;
    for (let next: string | null = ''; next !== null; ) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const page = validate(OrderPage, await get(`/orders?limit=${pollPolicy.page}${query}`));
      const seen = page.orders.findIndex(({ orderId }) => orderId === newest);
      first ??= page.orders[0]?.orderId ?? null;
      await hand(seen < 0 ? page.orders : page.orders.slice(0, seen));
      next = seen < 0 ? page.next : null;
    }
    newest = first ?? newest;
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await round();
        problem = '';
      } catch (error) {
        if (stopping.signal.aborted) return;
        problem = `the order service cannot be asked: ${(error as Error).message}`;
        log.warn({ err: error }, 'not polled');
      }
      await setTimeout(pollPolicy.everyMs, null, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    /** Empty: it has read everything that was there. */
    problem: () => problem,
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
    close: () => pool.close(),
  };
}
