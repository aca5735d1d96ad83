import type { LabEvent } from '../contracts/payments.ts';
import { confirms, type Shape } from './message-table.ts';

/** What was sold of one product. */
export interface Sale {
  sku: string;
  orders: number;
  pieces: number;
  revenueMinor: number;
}

/** A fold over what confirms an order in a shape: what each product sold. The order of events does not matter, each must come once; by name. */
export function salesOf(events: Iterable<LabEvent>, shape: Shape): Sale[] {
  const sales = new Map<string, Sale>();
  for (const event of events) {
    if (!confirms(event, shape)) continue;
    const inThis = new Set<string>();
    for (const { sku, quantity, unitPriceMinor } of event.data.items) {
      const sale = sales.get(sku) ?? { sku, orders: 0, pieces: 0, revenueMinor: 0 };
      sales.set(sku, sale);
      if (!inThis.has(sku)) sale.orders++;
      inThis.add(sku);
      sale.pieces += quantity;
      sale.revenueMinor += quantity * unitPriceMinor;
    }
  }
  return [...sales.values()].sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
