import type { Product, StockMovement } from '../../common/contracts/products.ts';

/** How often reservations brought a product from above its threshold down to it: by whom it was sold, or by anyone. */
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
  let orderId: string | undefined;

  const close = () => {
    for (const [sku, start] of before) {
      const threshold = products.get(sku)?.lowStockThreshold ?? -1;
      if (start <= threshold || (available.get(sku) ?? 0) > threshold) continue;
      const count = counts.get(sku) ?? { byConfirmed: 0, byAnyone: 0 };
      count.byAnyone++;
      if (orderId !== undefined && isConfirmed(orderId)) count.byConfirmed++;
      counts.set(sku, count);
    }
    before.clear();
  };

  for (const movement of movements) {
    if (before.size > 0 && (movement.kind !== 'reserve' || movement.orderId !== orderId)) close();
    if (movement.kind === 'reserve') {
      orderId = movement.orderId;
      if (!before.has(movement.sku)) before.set(movement.sku, available.get(movement.sku) ?? 0);
    }
    available.set(movement.sku, movement.availableAfter);
  }
  close();
  return counts;
}
