import { nowIso } from '../base/now-iso.ts';
import type { Product, StockMovement } from '../contracts/products.ts';
import type { Movement } from '../workflow/reserve-stock.ts';
import { catalogue } from './catalogue.ts';
import { insertInto, selectIn, updateEach } from './many-rows.ts';
import type { ColumnValue, Store, Tx } from './store.ts';

export const stockSchema = `
  CREATE TABLE IF NOT EXISTS products (
    sku TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    available BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    low_stock_threshold BIGINT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS stock_movements (
    movement_id {serial},
    sku TEXT NOT NULL,
    kind TEXT NOT NULL,
    order_id TEXT,
    quantity BIGINT NOT NULL,
    available_after BIGINT NOT NULL,
    recorded_at TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS low_stock_alerts (sku TEXT PRIMARY KEY, order_id TEXT);`;

/** More for a store from which orders are released: an index that only `releaseHeld` reads, and every reserve pays for. */
export const releaseSchema =
  'CREATE INDEX IF NOT EXISTS stock_movements_by_order ON stock_movements (order_id) WHERE order_id IS NOT NULL;';

/** More where orders are paid: whose stock was given back, so that a reserve that comes later takes nothing. */
export const tombstoneSchema = `${releaseSchema}
  CREATE TABLE IF NOT EXISTS releases (order_id TEXT PRIMARY KEY);`;

type Reads = Pick<Tx, 'all' | 'get'>;

const productColumns = `sku, name, unit_price_minor AS "unitPriceMinor", currency, available, reserved,
  low_stock_threshold AS "lowStockThreshold"`;

/** Writes the catalogue the first time this store is opened; its first `set` rows open the ledger. */
export async function seedCatalogue(store: Store, pieces: number): Promise<void> {
  await store.transact(async (tx) => {
    for (const product of catalogue) {
      await addProduct(tx, { ...product, available: pieces });
    }
  });
}

/** Writes a product that is not there yet, and its stock as its first row of the ledger; undefined when there is one. */
export async function addProduct(tx: Tx, product: Omit<Product, 'reserved'>): Promise<Product | undefined> {
  const inserted = await tx.run(
    `INSERT INTO products (sku, name, unit_price_minor, currency, available, reserved, low_stock_threshold)
     VALUES (?, ?, ?, ?, 0, 0, ?) ON CONFLICT (sku) DO NOTHING`,
    product.sku,
    product.name,
    product.unitPriceMinor,
    product.currency,
    product.lowStockThreshold,
  );
  return inserted === 1 ? setStock(tx, product.sku, product.available) : undefined;
}

export const listProducts = (reads: Reads): Promise<Product[]> =>
  reads.all<Product>(`SELECT ${productColumns} FROM products ORDER BY sku`);

export const findProduct = (reads: Reads, sku: string): Promise<Product | undefined> =>
  reads.get<Product>(`SELECT ${productColumns} FROM products WHERE sku = ?`, sku);

/** Those of these products that there are, in no particular order. */
export const findProducts = selectIn<Product>(`SELECT ${productColumns} FROM products WHERE sku IN`);

/** A change of `available` by `quantity` pieces, negative when reserved, and of `reserved` the other way round. */
export type StockChange = Pick<Movement, 'sku' | 'quantity'>;

const changeStock = updateEach(
  'products',
  { more: 'bigint', less: 'bigint', sku: 'text' },
  { set: 'available = available + given.more, reserved = reserved - given.less', where: 'products.sku = given.sku' },
);

/** Of each product one change at most. */
export async function writeStock(tx: Tx, changes: Iterable<StockChange>): Promise<void> {
  const values: ColumnValue[] = [];
  for (const { sku, quantity } of changes) values.push(quantity, quantity, sku);
  await changeStock(tx, values);
}

const insertAlerts = insertInto(
  'low_stock_alerts',
  { sku: 'text', order_id: 'text' },
  'ON CONFLICT (sku) DO UPDATE SET order_id = excluded.order_id',
);

/** With which order the alert of a product goes out, until it is above its threshold again. */
export async function noteAlerts(tx: Tx, alerts: ReadonlyMap<string, string>): Promise<void> {
  for (const { sql, params } of insertAlerts(tx, [...alerts].flat())) await tx.run(sql, ...params);
}

/** Those of these products whose alert went with an order that was undone. */
export const findOwedAlerts = selectIn<{ sku: string }>(
  'SELECT sku FROM low_stock_alerts WHERE order_id IS NULL AND sku IN',
);

const forgetAlert = (tx: Tx, sku: string) => tx.run('DELETE FROM low_stock_alerts WHERE sku = ?', sku);
const oweAlert = (tx: Tx, sku: string, orderId: string) =>
  tx.run('UPDATE low_stock_alerts SET order_id = NULL WHERE sku = ? AND order_id = ?', sku, orderId);

/** Gives back whatever an order still holds by the ledger; nothing when it holds nothing. */
export async function releaseHeld(tx: Tx, orderId: string): Promise<void> {
  const held = await tx.all<{ sku: string; quantity: number; available: number; threshold: number }>(
    `SELECT m.sku, -SUM(m.quantity) AS "quantity", p.available, p.low_stock_threshold AS "threshold"
      FROM stock_movements m JOIN products p ON p.sku = m.sku
      WHERE m.order_id = ? GROUP BY m.sku, p.available, p.low_stock_threshold HAVING SUM(m.quantity) <> 0`,
    orderId,
  );
  for (const { sku, quantity, available, threshold } of held) {
    await writeStock(tx, [{ sku, quantity }]);
    await recordMovements(tx, 'release', [{ sku, quantity, availableAfter: available + quantity, orderId }]);
    if (available > threshold) continue; // nothing is noted of it
    if (available + quantity > threshold) await forgetAlert(tx, sku);
    else await oweAlert(tx, sku, orderId);
  }
}

const selectReleased = selectIn<{ orderId: string }>('SELECT order_id AS "orderId" FROM releases WHERE order_id IN');

export const releasedAmong = async (tx: Tx, orderIds: string[]): Promise<Set<string>> =>
  new Set((await selectReleased(tx, orderIds)).map(({ orderId }) => orderId));

export const noteReleased = (tx: Tx, orderId: string) =>
  tx.run('INSERT INTO releases (order_id) VALUES (?) ON CONFLICT (order_id) DO NOTHING', orderId);

/** From now on `available` pieces. Returns the product, or undefined when there is none. */
export async function setStock(tx: Tx, sku: string, available: number): Promise<Product | undefined> {
  const before = await findProduct(tx, sku);
  if (!before) return undefined;
  await tx.run('UPDATE products SET available = ? WHERE sku = ?', available, sku);
  await forgetAlert(tx, sku); // who sets it knows how many there are
  const quantity = available - before.available;
  await recordMovements(tx, 'set', [{ sku, quantity, availableAfter: available, orderId: null }]);
  return { ...before, available };
}

/** One row of the ledger. */
export interface LedgerRow extends Movement {
  /** Null when the stock was set. */
  orderId: string | null;
}

const insertMovements = insertInto('stock_movements', {
  sku: 'text',
  kind: 'text',
  order_id: 'text',
  quantity: 'bigint',
  available_after: 'bigint',
  recorded_at: 'text',
});

/** Appends rows to the ledger, in this order. */
export async function recordMovements(tx: Tx, kind: StockMovement['kind'], rows: readonly LedgerRow[]): Promise<void> {
  const now = nowIso();
  const values: ColumnValue[] = [];
  for (const { sku, orderId, quantity, availableAfter } of rows) {
    values.push(sku, kind, orderId, quantity, availableAfter, now);
  }
  for (const { sql, params } of insertMovements(tx, values)) await tx.run(sql, ...params);
}

/** How the ledger is read: ends before the condition. */
export const selectMovements = `SELECT movement_id AS "movementId", sku, kind, order_id AS "orderId", quantity,
  available_after AS "availableAfter", recorded_at AS "recordedAt" FROM stock_movements WHERE`;
export type MovementRow = Omit<StockMovement, 'orderId'> & { orderId: string | null };
export const movementOf = ({ orderId, ...row }: MovementRow): StockMovement =>
  orderId === null ? row : { ...row, orderId };

/** The ledger, oldest first. `after` is the `next` of the page before. */
export async function listMovements(reads: Reads, query: { after?: string | undefined; limit: number }) {
  const rows = await reads.all<MovementRow>(
    `${selectMovements} movement_id > ? ORDER BY movement_id LIMIT ?`,
    Number(query.after ?? 0),
    query.limit + 1,
  );
  const page = rows.slice(0, query.limit);
  return { movements: page.map(movementOf), next: rows.length > query.limit ? String(page.at(-1)?.movementId) : null };
}
