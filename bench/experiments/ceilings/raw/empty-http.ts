import { tmpdir } from 'node:os';
import { readSettings } from '../../../../common/base/config.ts';
import { newId } from '../../../../common/base/new-id.ts';
import type { OrderPlaced } from '../../../../common/contracts/events.ts';
import { PlaceOrder } from '../../../../common/contracts/orders.ts';
import { type Api, createHttp, ok } from '../../../../common/http/http.ts';
import { createLog } from '../../../../common/observe/log.ts';
import { createMetrics } from '../../../../common/observe/metrics.ts';

/** Orders that came to the end of an empty pipeline, each with its moment on the monotonic clock in nanoseconds. */
const completions: [orderId: string, atNs: number][] = [];

export const complete = (orderId: string): void => {
  completions.push([orderId, Number(process.hrtime.bigint())]);
};

/** What an empty service answers to `POST /orders`, as long as the real answer. */
function answerTo({ orderId, customer, items }: OrderPlaced, status: string) {
  const now = new Date().toISOString();
  return { orderId, status, customer, items, createdAt: now, updatedAt: now, version: 1 };
}

/**
 * The HTTP front of an empty service, the one that ours have: `POST /orders` hands the order to `take` and answers.
 * `more` adds routes. Tells the parent its port once it listens.
 */
export async function serveEmpty(
  take: (order: OrderPlaced) => void | Promise<void>,
  { code = 202, status = 'pending', more = () => {} }: { code?: number; status?: string; more?: (api: Api) => void },
): Promise<void> {
  const settings = readSettings({ LAB_DATA_DIR: tmpdir(), LAB_LOG_LEVEL: 'warn' });
  const { api, listen } = createHttp(settings, createLog(settings, 'empty'), createMetrics('empty'));
  const handle = async ({ customer, items }: PlaceOrder) => {
    const order = { orderId: newId(), customer, items };
    await take(order);
    return { status: code, body: answerTo(order, status) };
  };
  api.intake(['/orders'], PlaceOrder, handle, () => null);
  more(api);
  api.get('/completed', async () => ok({ count: completions.length }));
  api.get('/completions', async () => ok(completions));
  process.send?.({ port: await listen() });
}
