import type { InventoryOutcome, LowStock, OrderPlaced } from '../contracts/events.ts';

/** What the catalogue says of one product at this moment. */
export interface StockItem {
  unitPriceMinor: number;
  currency: string;
  available: number;
  lowStockThreshold: number;
  /** It is at its threshold or below, and the order that brought it there was undone: the next one that takes of it raises the alert. */
  alertOwed?: boolean;
}

/** A change of `available` by `quantity` pieces, negative when reserved. */
export interface Movement {
  sku: string;
  quantity: number;
  availableAfter: number;
}

export interface Decision {
  movements: Movement[];
  outcome: InventoryOutcome;
}

/** All lines or none. `stock` holds the products that the order names and that exist; nothing is changed in it. */
export function reserveStock(order: OrderPlaced, stock: ReadonlyMap<string, StockItem>): Decision {
  const { orderId, customer } = order;
  const refuse = (reason: 'unknown-sku' | 'out-of-stock'): Decision => ({
    movements: [],
    outcome: { type: 'InventoryFailed', data: { orderId, customer, reason } },
  });

  const left = new Map<string, number>();
  const movements: Movement[] = [];
  const items: { sku: string; quantity: number; unitPriceMinor: number }[] = [];
  let totalMinor = 0;
  let currency = 'EUR';
  let short = false;
  for (const { sku, quantity } of order.items) {
    const product = stock.get(sku);
    if (!product) return refuse('unknown-sku');
    const availableAfter = (left.get(sku) ?? product.available) - quantity;
    left.set(sku, availableAfter);
    short ||= availableAfter < 0;
    movements.push({ sku, quantity: -quantity, availableAfter });
    items.push({ sku, quantity, unitPriceMinor: product.unitPriceMinor });
    totalMinor += quantity * product.unitPriceMinor;
    currency = product.currency;
  }
  if (short) return refuse('out-of-stock');
  const lowStock = fallenToThreshold(stock, left);
  return {
    movements,
    outcome: { type: 'InventoryReserved', data: { orderId, customer, items, totalMinor, currency, lowStock } },
  };
}

/** The products whose available quantity this order brought from above its threshold down to it or below, or whose alert is owed. */
function fallenToThreshold(stock: ReadonlyMap<string, StockItem>, left: ReadonlyMap<string, number>): LowStock[] {
  const fallen: LowStock[] = [];
  for (const [sku, available] of left) {
    const product = stock.get(sku);
    if (!product || available > product.lowStockThreshold) continue;
    if (product.available > product.lowStockThreshold || product.alertOwed) {
      fallen.push({ sku, available, lowStockThreshold: product.lowStockThreshold });
    }
  }
  return fallen;
}
