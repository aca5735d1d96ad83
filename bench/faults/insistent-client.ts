import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Order, PlaceOrder } from '../../common/contracts/orders.ts';
import type { Product } from '../../common/contracts/products.ts';
import { getJson } from '../lab/service-client.ts';
import { outcomeOf } from '../load/outcome.ts';
import { emailOf } from '../record/attempt-key.ts';
import type { FaultContext } from './fault.ts';

const ATTEMPTS = 40;
const PAUSE_MS = 1000;
const TIMEOUT_MS = 10_000;

/**
 * Customers, behind the proxy's link `client → orders` where there is one: each places one order and repeats it, with the same key, until it is
 * answered. Every attempt is an operation of the history.
 */
export async function placeInsistently({ lab, proxy, recorder }: FaultContext, orders: number): Promise<void> {
  const direct = lab.urls['orders'] as string;
  const url = `${proxy?.via('client', 'orders', direct) ?? direct}/orders`;
  const { products } = await getJson<{ products: Product[] }>(`${lab.urls['inventory']}/products`);
  const sku = products.toSorted((a, b) => b.available - a.available)[0]?.sku ?? '';

  async function place(key: string): Promise<void> {
    const body: PlaceOrder = {
      customer: { name: 'Customer who insists', email: emailOf(key) },
      items: [{ sku, quantity: 1 }],
    };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      recorder.note('place-order', 'invoke', key, body);
      const { type, ...value } = await post(url, key, body);
      recorder.note('place-order', type, key, value);
      if ('status' in value && value.status !== 409 && value.status !== 429) return;
      await setTimeout(PAUSE_MS);
    }
  }

  const who = randomUUID().slice(0, 8); // a fault can happen to one lab twice: with the same keys these would be the same orders
  await Promise.all(Array.from({ length: orders }, (_, n) => place(`insistent-${who}-${n}`)));
}

async function post(url: string, key: string, body: PlaceOrder) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, connection: 'close' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const { status } = response;
    const { type, error } = outcomeOf({ kind: 'answer', status, body: text });
    if (type !== 'ok') return { type, status, error };
    const { orderId, status: orderStatus } = JSON.parse(text) as Order;
    return { type, status, orderId, orderStatus };
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    const code = cause?.code ?? name;
    return { type: outcomeOf({ kind: 'error', code }).type, error: code };
  }
}
