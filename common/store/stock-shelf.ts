import type { OrderPlaced } from '../contracts/events.ts';
import type { Decision, StockItem } from '../workflow/reserve-stock.ts';
import {
  findOwedAlerts,
  findProducts,
  type LedgerRow,
  noteAlerts,
  recordMovements,
  type StockChange,
  writeStock,
} from './stock-store.ts';
import type { Tx } from './store.ts';

/** The products that the orders of one transaction name: read together and written once each, however many orders. */
export interface StockShelf {
  /** What is there of everything the orders name, as the orders before left it; what does not exist is not in it. */
  readonly stock: ReadonlyMap<string, StockItem>;
  /** Takes what was decided from the shelf, with one ledger row for each line. */
  reserve(orderId: string, decision: Decision): void;
  /** Writes what changed and its ledger; to be called before the transaction ends. */
  putBack(): Promise<void>;
}

/** The shelf for these orders and no others. */
export async function stockShelf(tx: Tx, orders: readonly OrderPlaced[]): Promise<StockShelf> {
  const skus = new Set(orders.flatMap(({ items }) => items.map(({ sku }) => sku)));
  const stock = new Map<string, StockItem>(
    (await findProducts(tx, [...skus])).map((product) => [product.sku, product]),
  );
  const low = [...stock].flatMap(([sku, item]) => (item.available <= item.lowStockThreshold ? [sku] : []));
  const owed = low.length === 0 ? [] : await findOwedAlerts(tx, low);
  for (const { sku } of owed) stock.set(sku, { ...(stock.get(sku) as StockItem), alertOwed: true });
  const alerts = new Map<string, string>();
  const changes = new Map<string, StockChange>();
  const ledger: LedgerRow[] = [];
  return {
    stock,
    reserve(orderId, { movements, outcome }) {
      for (const movement of movements) {
        const { sku, quantity, availableAfter } = movement;
        const item = stock.get(sku);
        if (item) stock.set(sku, { ...item, available: availableAfter });
        changes.set(sku, { sku, quantity: (changes.get(sku)?.quantity ?? 0) + quantity });
        ledger.push({ ...movement, orderId });
      }
      for (const { sku } of outcome.type === 'InventoryReserved' ? outcome.data.lowStock : []) {
        alerts.set(sku, orderId);
        stock.set(sku, { ...(stock.get(sku) as StockItem), alertOwed: false });
      }
    },
    async putBack() {
      await writeStock(tx, changes.values());
      await recordMovements(tx, 'reserve', ledger);
      if (alerts.size > 0) await noteAlerts(tx, alerts);
    },
  };
}
