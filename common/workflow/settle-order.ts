import type { InventoryOutcome } from '../contracts/events.ts';
import type { Order, OrderReason } from '../contracts/orders.ts';

/**
 * A pending order becomes final by what inventory decided. A final order never changes again: the same outcome
 * told twice returns null. `now` is ISO 8601 in UTC.
 */
export function settleOrder(order: Order, outcome: InventoryOutcome, now: string): Order | null {
  if (order.status !== 'pending') return null;
  const next = { ...order, updatedAt: now, version: order.version + 1 };
  if (outcome.type === 'InventoryFailed') return { ...next, status: 'rejected', reason: outcome.data.reason };
  const { items, totalMinor, currency } = outcome.data;
  return { ...next, status: 'confirmed', items, totalMinor, currency };
}

/** Sync mode only: no answer from inventory, so the order fails; whatever it may hold is released elsewhere. */
export function failOrder(order: Order, reason: OrderReason, now: string): Order | null {
  if (order.status !== 'pending') return null;
  return { ...order, status: 'failed', reason, updatedAt: now, version: order.version + 1 };
}
