import type { Order } from '../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../common/contracts/products.ts';
import type { ParkedMessage } from '../record/history.ts';
import { remember } from './remember.ts';

/** Final reads by their ids. Where an id occurs twice the first one stays. */

export const ordersById = remember((orders: Order[]): Map<string, Order> => {
  const byId = new Map<string, Order>();
  for (const order of orders) if (!byId.has(order.orderId)) byId.set(order.orderId, order);
  return byId;
});

export const productsBySku = remember((products: Product[]): Map<string, Product> => {
  const bySku = new Map<string, Product>();
  for (const product of products) if (!bySku.has(product.sku)) bySku.set(product.sku, product);
  return bySku;
});

/** What each order did to the stock, in the order of the ledger. */
export const movementsByOrder = remember((movements: StockMovement[]): Map<string, StockMovement[]> => {
  const byOrder = new Map<string, StockMovement[]>();
  for (const movement of movements) {
    if (movement.orderId === undefined) continue;
    const earlier = byOrder.get(movement.orderId);
    if (earlier) earlier.push(movement);
    else byOrder.set(movement.orderId, [movement]);
  }
  return byOrder;
});

/** Orders with a message that was set aside and says why. */
export const parkedOrders = remember((parked: ParkedMessage[]): Set<string> => {
  const orders = new Set<string>();
  for (const { orderId, reason } of parked) if (orderId !== null && reason.trim() !== '') orders.add(orderId);
  return orders;
});
