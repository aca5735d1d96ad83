import type { OrderPlaced } from '../contracts/events.ts';
import type { Order, PlaceOrder } from '../contracts/orders.ts';

/** A valid request becomes a pending order and the event that tells of it. `now` is ISO 8601 in UTC. */
export function placeOrder(request: PlaceOrder, orderId: string, now: string): { order: Order; placed: OrderPlaced } {
  const { customer, items } = request;
  return {
    order: { orderId, status: 'pending', customer, items, createdAt: now, updatedAt: now, version: 1 },
    placed: { orderId, customer, items },
  };
}
