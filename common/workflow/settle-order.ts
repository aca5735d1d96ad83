import type { InventoryOutcome } from '../contracts/events.ts';
import type { Order, OrderReason } from '../contracts/orders.ts';

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
