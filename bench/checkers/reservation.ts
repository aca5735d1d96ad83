import type { Order } from '../../common/contracts/orders.ts';
import type { StockMovement } from '../../common/contracts/products.ts';
import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { movementsByOrder, ordersById } from './stored.ts';

/**
 * Stock is held for confirmed orders, once per line, and for nobody else. Live is what was reserved and not released.
 * A reservation that a rejected, failed or unknown order still holds is a ghost. A pending order may hold one.
 */
export const reservation = defineChecker(
  'reservation',
  'a confirmed order lacks exactly one live reservation per line, or a rejected, failed or unknown one has any',
  ({ final, found }) => {
    const movements = movementsByOrder(final.movements);
    const counted = { confirmed: 0, 'rejected or failed': 0, movements: final.movements.length };
    for (const order of final.orders) {
      const own = movements.get(order.orderId) ?? [];
      const related = keyOf(order) ?? order.orderId;
      if (order.status === 'confirmed') {
        counted.confirmed++;
        if (!holdsItsLines(order, own)) found.atRest(order.orderId, `is confirmed and holds ${describe(own)}`, related);
      } else if (order.status !== 'pending') {
        counted['rejected or failed']++;
        if (holdsAny(own)) found.atRest(order.orderId, `is ${order.status} and holds ${describe(own)}`, related);
      }
    }
    const orders = ordersById(final.orders);
    for (const [orderId, own] of movements) {
      if (!orders.has(orderId) && holdsAny(own)) found.atRest(orderId, `is not stored and holds ${describe(own)}`);
    }
    for (const { movementId, kind, orderId } of final.movements) {
      if (kind !== 'set' && orderId === undefined) found.now(`movement ${movementId}`, `is a ${kind} for no order`);
    }
    return {
      looked: counted.confirmed + counted['rejected or failed'],
      counted,
      because: `${counted.confirmed} confirmed orders hold exactly their lines; ${counted['rejected or failed']} others hold nothing.`,
    };
  },
);

/** Each line has one live reserve of its quantity and nothing is left over. Lines and rows are few: 100 at most. */
function holdsItsLines(order: Order, movements: StockMovement[]): boolean {
  const live: StockMovement[] = [];
  for (const movement of movements) {
    if (movement.kind === 'reserve') live.push(movement);
    else if (movement.kind === 'release' && !take(live, movement.sku, -movement.quantity)) return false;
  }
  return live.length === order.items.length && order.items.every(({ sku, quantity }) => take(live, sku, -quantity));
}

function take(live: StockMovement[], sku: string, quantity: number): boolean {
  const at = live.findIndex((movement) => movement.sku === sku && movement.quantity === quantity);
  if (at < 0) return false;
  live.splice(at, 1);
  return true;
}

/** Also true when more was released than reserved. */
function holdsAny(movements: StockMovement[]): boolean {
  const net = new Map<string, number>();
  for (const { sku, kind, quantity } of movements) if (kind !== 'set') net.set(sku, (net.get(sku) ?? 0) + quantity);
  for (const quantity of net.values()) if (quantity !== 0) return true;
  return false;
}

function describe(movements: StockMovement[]): string {
  if (movements.length === 0) return 'nothing';
  const rows = movements.slice(0, 5).map(({ kind, sku, quantity }) => `${kind} ${sku} ${quantity}`);
  return movements.length > 5 ? `${rows.join(', ')}, …` : rows.join(', ');
}
