import type { Product, StockMovement } from '../../common/contracts/products.ts';

/**
 * How often reservations owed an alert of a product: by whom it was sold, or by anyone. One owes it that brought the product
 * from above its threshold down to it, and so does the first one after it was given back again while the product stayed low.
 */
export interface Crossings {
  byConfirmed: number;
  byAnyone: number;
}

/**
 * Counts per order and product, as the reservation decided: what was left before its first line of the product and
 * after its last. The lines of one order are reserved in one transaction, so they stand together in the ledger.
 * Restocking below the threshold is no crossing.
 */
export function countCrossings(
  movements: StockMovement[],
  products: Map<string, Product>,
  isConfirmed: (orderId: string) => boolean,
): Map<string, Crossings> {
  const counts = new Map<string, Crossings>();
  const available = new Map<string, number>();
  const before = new Map<string, number>();
  /** While a product is low: with which order its alert went, null once that one was released. */
  const alerted = new Map<string, string | null>();
  let orderId: string | undefined;

  const close = () => {
    for (const [sku, start] of before) {
      const threshold = products.get(sku)?.lowStockThreshold ?? -1;
      if ((available.get(sku) ?? 0) > threshold) continue;
      if (start <= threshold && alerted.get(sku) !== null) continue;
      alerted.set(sku, orderId ?? '');
      const count = counts.get(sku) ?? { byConfirmed: 0, byAnyone: 0 };
      count.byAnyone++;
      if (orderId !== undefined && isConfirmed(orderId)) count.byConfirmed++;
      counts.set(sku, count);
    }
    before.clear();
  };

  const undo = ({ sku, kind, availableAfter, orderId: by }: StockMovement) => {
    if (kind === 'set' || availableAfter > (products.get(sku)?.lowStockThreshold ?? -1)) alerted.delete(sku);
    else if (by !== undefined && alerted.get(sku) === by) alerted.set(sku, null);
  };

  for (const movement of movements) {
    if (before.size > 0 && (movement.kind !== 'reserve' || movement.orderId !== orderId)) close();
    if (movement.kind === 'reserve') {
      orderId = movement.orderId;
      if (!before.has(movement.sku)) before.set(movement.sku, available.get(movement.sku) ?? 0);
    }
    available.set(movement.sku, movement.availableAfter);
    if (movement.kind !== 'reserve') undo(movement);
  }
  close();
  return counts;
}
