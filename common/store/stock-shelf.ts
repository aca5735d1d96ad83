import type { OrderPlaced } from '../contracts/events.ts';
import type { Movement, StockItem } from '../workflow/reserve-stock.ts';
import { findProduct, type LedgerRow, recordMovements, type StockChange, writeStock } from './stock-store.ts';
import type { Tx } from './store.ts';

/** The products that the orders of one transaction name: each is read once and written once, whatever their number. */
export interface StockShelf {
  /** The products an order names, as far as they exist, as the orders before it left them. */
  stockFor(order: OrderPlaced): Promise<Map<string, StockItem>>;
  /** Takes pieces from the shelf, with one ledger row each. */
  reserve(orderId: string, movements: Movement[]): void;
  /** Writes what changed and its ledger; to be called before the transaction ends. */
  putBack(): Promise<void>;
}

export function stockShelf(tx: Tx): StockShelf {
  const items = new Map<string, StockItem | undefined>();
  const changes = new Map<string, StockChange>();
  const ledger: LedgerRow[] = [];
  return {
    async stockFor(order) {
      const stock = new Map<string, StockItem>();
      for (const { sku } of order.items) {
        if (!items.has(sku)) items.set(sku, await findProduct(tx, sku));
        const item = items.get(sku);
        if (item) stock.set(sku, item);
      }
      return stock;
    },
    reserve(orderId, movements) {
      for (const movement of movements) {
        const { sku, quantity, availableAfter } = movement;
        const item = items.get(sku);
        if (item) items.set(sku, { ...item, available: availableAfter });
        changes.set(sku, { sku, quantity: (changes.get(sku)?.quantity ?? 0) + quantity });
        ledger.push({ ...movement, orderId });
      }
    },
    async putBack() {
      for (const change of changes.values()) await writeStock(tx, change);
      await recordMovements(tx, 'reserve', ledger);
    },
  };
}
