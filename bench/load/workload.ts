import type { PlaceOrder } from '../../common/contracts/orders.ts';
import { type Random, seededRandom } from '../measure/random.ts';
import { emailOf } from '../record/attempt-key.ts';
import type { LoadOptions, OrdersWorkload } from './load-options.ts';

/** One request, ready to be sent. */
export interface Prepared {
  headers: Record<string, string>;
  body: string | null;
  /** The order and its key, for the history; null in a fixed workload. */
  order: { key: string; value: PlaceOrder } | null;
}

/** Makes request n. Called in the order of n, once each: what it draws depends on the seed alone. */
export type Workload = (n: number) => Prepared;

export function workloadOf({ workload, headers, seed }: LoadOptions): Workload {
  if (workload.kind === 'orders') return ordersWorkload(workload, headers, seededRandom(seed, 'orders'));
  const { body, contentType } = workload;
  const prepared = {
    headers: body === null ? headers : { 'content-type': contentType, ...headers },
    body,
    order: null,
  };
  return () => prepared;
}

function ordersWorkload(workload: OrdersWorkload, headers: Record<string, string>, random: Random): Workload {
  const { keyPrefix, minLines = 1, maxLines, nameLetters = 0 } = workload;
  const padding = nameLetters > 0 ? ` ${'n'.repeat(nameLetters)}` : '';
  const drawSku = skuDrawer(workload, random);
  const upTo = (count: number) => Math.floor(random() * count);
  return (n) => {
    const key = `${keyPrefix}-${n}`;
    const items = Array.from({ length: minLines + upTo(maxLines - minLines + 1) }, () => ({
      sku: drawSku(),
      quantity: 1 + upTo(3),
    }));
    const value = { customer: { name: `Customer ${n}${padding}`, email: emailOf(key) }, items };
    return {
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(value),
      order: { key, value },
    };
  };
}

function skuDrawer({ skus, weights }: OrdersWorkload, random: Random): () => string {
  let sum = 0;
  const upTo = skus.map((_, index) => {
    sum += weights?.[index] ?? 1;
    return sum;
  });
  return () => {
    const drawn = random() * sum;
    const index = upTo.findIndex((bound) => drawn < bound);
    return skus[index] ?? skus[skus.length - 1] ?? '';
  };
}
