import { type InventoryOutcome, whyNotTheSum } from '../contracts/events.ts';
import type { Customer, Line, Order, OrderReason } from '../contracts/orders.ts';

/** What was ordered, and by whom. */
type Asked = Pick<Order, 'orderId' | 'customer'> & { items: readonly Line[] };

/**
 * Why an outcome is not one of this order, in words: it must tell of this order, of whoever placed it and, line by line, of
 * what was ordered, at a price that adds up. Null: it is. Nothing else may decide what becomes of an order.
 */
export function whyForeign({ orderId, customer, items }: Asked, outcome: InventoryOutcome): string | null {
  const { data } = outcome;
  if (data.orderId !== orderId) return `It is about another order than ${orderId}.`;
  if (!isSameCustomer(customer, data.customer)) return `It is about another customer than that of order ${orderId}.`;
  if (outcome.type === 'InventoryFailed') return null;
  const isSame = ({ sku, quantity }: Line, at: number) => items[at]?.sku === sku && items[at].quantity === quantity;
  if (outcome.data.items.length !== items.length || !outcome.data.items.every(isSame))
    return `It is about other items than those of order ${orderId}.`;
  return whyNotTheSum(outcome.data);
}

const isSameCustomer = (a: Customer, b: Customer): boolean => a.name === b.name && a.email === b.email;

/**
 * A pending order becomes final by what inventory decided. A final order never changes again: the same outcome
 * told twice returns null. `now` is ISO 8601 in UTC.
 */
export function settleOrder(order: Order, outcome: InventoryOutcome, now: string): Order | null {
  if (order.status !== 'pending') return null;
  const { orderId, customer, items: ordered, createdAt } = order;
  const stamps = { createdAt, updatedAt: now, version: order.version + 1 };
  if (outcome.type === 'InventoryFailed') {
    return { orderId, status: 'rejected', reason: outcome.data.reason, customer, items: ordered, ...stamps };
  }
  const { items, totalMinor, currency } = outcome.data;
  return { orderId, status: 'confirmed', customer, items, totalMinor, currency, ...stamps };
}

/** Sync mode only: no answer from inventory, so the order fails; whatever it may hold is released elsewhere. */
export function failOrder(order: Order, reason: OrderReason, now: string): Order | null {
  if (order.status !== 'pending') return null;
  const { orderId, customer, items, createdAt, version } = order;
  return { orderId, status: 'failed', reason, customer, items, createdAt, updatedAt: now, version: version + 1 };
}
