import type { OrderPlaced } from '../contracts/events.ts';
import type { Movement, StockItem } from '../workflow/reserve-stock.ts';
import { findProducts, type LedgerRow, recordMovements, type StockChange, writeStock } from './stock-store.ts';
import type { Tx } from './store.ts';

/** The products that the orders of one transaction name: read together and written once each, however many orders. */
export interface StockShelf {
  /** What is there of everything the orders name, as the orders before left it; what does not exist is not in it. */
  readonly stock: ReadonlyMap<string, StockItem>;
  /** Takes pieces from the shelf, with one ledger row each. */
  reserve(orderId: string, movements: Movement[]): void;
  /** Writes what changed and its ledger; to be called before the transaction ends. */
  putBack(): Promise<void>;
}

/** The shelf for these orders and no others. */
export async function stockShelf(tx: Tx, orders: readonly OrderPlaced[]): Promise<StockShelf> {
  const skus = new Set(orders.flatMap(({ items }) => items.map(({ sku }) => sku)));
  const stock = new Map<string, StockItem>(
    (await findProducts(tx, [...skus])).map((product) => [product.sku, product]),
  );
  const changes = new Map<string, StockChange>();
  const ledger: LedgerRow[] = [];
  return {
    stock,
    reserve(orderId, movements) {
      for (const movement of movements) {
        const { sku, quantity, availableAfter } = movement;
        const item = stock.get(sku);
        if (item) stock.set(sku, { ...item, available: availableAfter });
        changes.set(sku, { sku, quantity: (changes.get(sku)?.quantity ?? 0) + quantity });
        ledger.push({ ...movement, orderId });
      }
    },
    async putBack() {
      await writeStock(tx, changes.values());
      await recordMovements(tx, 'reserve', ledger);
    },
  };
}
