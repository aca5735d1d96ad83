import { type InventoryOutcome, whyNotTheSum } from '../contracts/events.ts';
import type { Customer, Line, Order, OrderReason } from '../contracts/orders.ts';
import type { PaymentOutcome } from '../contracts/payments.ts';

/** What inventory or, where orders are paid, the payment service has decided about an order. */
export type Decided = InventoryOutcome | PaymentOutcome;

/** What was ordered, and by whom. */
type Asked = Pick<Order, 'orderId' | 'customer'> & { items: readonly Line[] };

/**
 * Why an outcome is not one of this order, in words: it must tell of this order, of whoever placed it and, line by line, of
 * what was ordered, at a price that adds up. Null: it is. Nothing else may decide what becomes of an order.
 */
export function whyForeign({ orderId, customer, items }: Asked, outcome: Decided): string | null {
  const { data } = outcome;
  if (data.orderId !== orderId) return `It is about another order than ${orderId}.`;
  if (!isSameCustomer(customer, data.customer)) return `It is about another customer than that of order ${orderId}.`;
  if ('reason' in data) return null;
  const isSame = ({ sku, quantity }: Line, at: number) => items[at]?.sku === sku && items[at].quantity === quantity;
  if (data.items.length !== items.length || !data.items.every(isSame))
    return `It is about other items than those of order ${orderId}.`;
  return whyNotTheSum(data);
}

const isSameCustomer = (a: Customer, b: Customer): boolean => a.name === b.name && a.email === b.email;

/**
 * A pending order becomes final by what inventory or payment decided. A final order never changes again: the same outcome
 * told twice returns null. `now` is ISO 8601 in UTC.
 */
export function settleOrder(order: Order, { data }: Decided, now: string): Order | null {
  if (order.status !== 'pending') return null;
  const { orderId, customer, items: ordered, createdAt } = order;
  const stamps = { createdAt, updatedAt: now, version: order.version + 1 };
  if ('reason' in data) {
    const { reason } = data;
    return {
      orderId,
      status: refused.has(reason) ? 'rejected' : 'failed',
      reason,
      customer,
      items: ordered,
      ...stamps,
    };
  }
  const { items, totalMinor, currency } = data;
  return { orderId, status: 'confirmed', customer, items, totalMinor, currency, ...stamps };
}

/** Somebody said no; for any other reason nobody knows in time what he says. */
const refused: ReadonlySet<OrderReason> = new Set(['out-of-stock', 'unknown-sku', 'payment-declined', 'cancelled']);

/** No answer from inventory, say, so the order fails; whatever it may hold is released elsewhere. */
export function failOrder(order: Order, reason: OrderReason, now: string): Order | null {
  if (order.status !== 'pending') return null;
  const { orderId, customer, items, createdAt, version } = order;
  return { orderId, status: 'failed', reason, customer, items, createdAt, updatedAt: now, version: version + 1 };
}

/** A pending order that its customer does not want any more is refused to him; whatever it may hold is given back elsewhere. */
export function cancelOrder(order: Order, now: string): Order | null {
  const failed = failOrder(order, 'cancelled', now);
  return failed && { ...failed, status: 'rejected' };
}
