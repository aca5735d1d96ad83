import { setTimeout } from 'node:timers/promises';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../../common/contracts/products.ts';
import type { Mode } from '../../../common/mode.ts';
import { readGauge } from '../../../common/observe/metrics-reader.ts';
import { judge } from '../../checkers/judge.ts';
import { getAll, getJson } from '../../lab/service-client.ts';
import type { Shop } from '../../lab/shop.ts';
import { until } from '../../lab/until.ts';
import type { FinalReads } from '../../record/history.ts';

const REST_MS = 60_000;

/** Checks that need no more than the public APIs: each must hold, and where a fault was due its proof. None of the others may be violated. */
const decisive = ['lost', 'duplicate-order', 'stuck', 'notification', 'reservation', 'stock', 'money'];

export const readCatalogue = async (urls: Record<string, string>): Promise<Product[]> =>
  (await getJson<{ products: Product[] }>(`${urls['inventory']}/products`)).products;

/**
 * Waits until nothing moves any more as far as one can see from outside, then lets the lab's checkers look at what was
 * ordered and what became of it. Throws with what they object to; returns how many orders they looked at.
 */
export async function expectNothingLost(options: {
  mode: Mode;
  shop: Shop;
  urls: Record<string, string>;
  catalogue: Product[];
  fault: string;
}): Promise<number> {
  const { mode, shop, urls, catalogue, fault } = options;
  let stillMoving: string[] = [];
  await until('nothing moves', async () => (stillMoving = await whatMoves(urls)).length === 0, REST_MS).catch(() => {});
  const final: FinalReads = {
    quiescent: stillMoving.length === 0,
    stillMoving,
    catalogue,
    products: await readCatalogue(urls),
    movements: await getAll<StockMovement>(`${urls['inventory']}/stock-movements`, 'movements', 'after'),
    orders: await shop.orders(),
    notifications: await shop.notifications(),
    // From outside nobody sees the broker or the stores; the checks that need them say so.
    parked: [],
    messages: null,
    log: null,
    queues: null,
  };
  const { verdicts } = judge({ mode, fault, history: shop.recorder.mergedWith([]), final });
  const must = fault === 'none' ? decisive : [...decisive, 'witness'];
  const wrong = verdicts.filter(
    ({ check, outcome }) => outcome === 'violated' || (must.includes(check) && outcome !== 'holds'),
  );
  if (wrong.length > 0) {
    throw new Error(wrong.map(({ check, outcome, because }) => `${check} is ${outcome}: ${because}`).join('\n'));
  }
  return final.orders.length;
}

/** An order is done when its customer was told: before that, a message may still be on its way. */
async function whatMoves(urls: Record<string, string>): Promise<string[]> {
  const moving: string[] = [];
  for (const [role, url] of Object.entries(urls)) {
    const depth = role === 'analytics' ? 0 : await readGauge(url, 'outbox_depth');
    if (depth > 0) moving.push(`${role} has ${depth} unsent`);
  }
  const orders = await getAll<Order>(`${urls['orders']}/orders`, 'orders', 'cursor');
  const notifications = await getAll<Notification>(`${urls['notifications']}/notifications`, 'notifications', 'after');
  const told = new Set(notifications.map(({ orderId }) => orderId));
  const waiting = orders.filter(
    ({ orderId, status }) => status === 'pending' || !(told.has(orderId) || status === 'failed'),
  );
  if (waiting.length > 0) moving.push(`${waiting.length} orders wait for an end or a message`);
  return moving;
}

const CUSTOMERS = 8;
const PAUSE_MS = 20;

/**
 * Customers who order, wait for the answer and order again while `meanwhile` runs. What each of them was answered is in
 * the history of the shop; a failed request is part of it.
 */
export async function withCustomers(shop: Shop, skus: string[], meanwhile: () => Promise<void>): Promise<void> {
  let over = false;
  const customer = async (number: number) => {
    for (let at = number; !over; at += CUSTOMERS) {
      const sku = skus[at % skus.length] ?? '';
      await shop.place([{ sku, quantity: 1 }]).catch(() => {}); // recorded
      await setTimeout(PAUSE_MS);
    }
  };
  const customers = Array.from({ length: CUSTOMERS }, (_, number) => customer(number));
  try {
    await meanwhile();
  } finally {
    over = true;
    await Promise.all(customers);
  }
}
