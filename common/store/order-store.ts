import { createHash } from 'node:crypto';
import type { Protection } from '../base/protections.ts';
import type { Order, OrderStatus, PlaceOrder } from '../contracts/orders.ts';
import { ProblemError } from '../contracts/problems.ts';
import { selectIn, updateEach } from './many-rows.ts';
import type { ColumnValue, SqlValue, Tx } from './store.ts';

export const orderSchema = `
  CREATE TABLE IF NOT EXISTS orders (
    seq {serial},
    order_id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    reason TEXT,
    customer TEXT NOT NULL,
    items TEXT NOT NULL,
    total_minor BIGINT,
    currency TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS orders_by_status ON orders (status, seq);
  CREATE TABLE IF NOT EXISTS order_owners (order_id TEXT PRIMARY KEY, owner TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS order_owners_by_owner ON order_owners (owner);
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    idempotency_key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    order_id TEXT NOT NULL
  );`;

export interface OrderRow {
  seq: number;
  order_id: string;
  status: OrderStatus;
  reason: Order['reason'] | null;
  customer: string;
  items: string;
  total_minor: number | null;
  currency: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

type Reads = Pick<Tx, 'all' | 'get'>;

export async function findOrder(reads: Reads, orderId: string): Promise<Order | null> {
  const row = await reads.get<OrderRow>('SELECT * FROM orders WHERE order_id = ?', orderId);
  return row ? orderOf(row) : null;
}

/** Whose an order is, as a token said; null: nobody was asked. */
export type Owner = string | null;

/** Whether an order is this owner's; to null everybody's are. */
export async function isOwnedBy(reads: Reads, orderId: string, owner: Owner): Promise<boolean> {
  if (owner === null) return true;
  const row = await reads.get<{ owner: string }>('SELECT owner FROM order_owners WHERE order_id = ?', orderId);
  return row?.owner === owner;
}

const selectOrders = selectIn<OrderRow>('SELECT * FROM orders WHERE order_id IN');

/** Those of these orders that there are, by their ids. */
export async function findOrders(
  reads: Pick<Tx, 'all' | 'takesLists'>,
  orderIds: string[],
): Promise<Map<string, Order>> {
  return new Map((await selectOrders(reads, orderIds)).map((row) => [row.order_id, orderOf(row)]));
}

export async function insertOrder(tx: Tx, order: Order, owner: Owner = null): Promise<void> {
  await tx.run(
    `INSERT INTO orders (order_id, status, customer, items, created_at, updated_at, version)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    order.orderId,
    order.status,
    JSON.stringify(order.customer),
    JSON.stringify(order.items),
    order.createdAt,
    order.updatedAt,
    order.version,
  );
  if (owner !== null) await tx.run('INSERT INTO order_owners (order_id, owner) VALUES (?, ?)', order.orderId, owner);
}

const changeOrders = updateEach(
  'orders',
  {
    status: 'text',
    reason: 'text',
    items: 'text',
    total_minor: 'bigint',
    currency: 'text',
    updated_at: 'text',
    version: 'bigint',
    order_id: 'text',
    before: 'bigint',
  },
  {
    set: `status = given.status, reason = given.reason, items = given.items, total_minor = given.total_minor,
          currency = given.currency, updated_at = given.updated_at, version = given.version`,
    where: 'orders.order_id = given.order_id AND orders.version = given.before',
  },
);

/** Called with orders of this process's stores once their next version is committed. */
export const ordersChanged = new Set<(orders: readonly Order[]) => void>();

/** Somebody else stored the next version of an order first: what was decided of the one before does not count. */
export class OrderChanged extends Error {
  override readonly name = 'OrderChanged';
}

/** Stores the next version of these orders, each of them once. Throws OrderChanged when somebody else stored one of them first. */
export async function updateOrders(tx: Tx, orders: readonly Order[]): Promise<void> {
  const values: ColumnValue[] = [];
  for (const { status, reason, items, totalMinor, currency, updatedAt, version, orderId } of orders) {
    values.push(status, reason ?? null, JSON.stringify(items), totalMinor ?? null, currency ?? null);
    values.push(updatedAt, version, orderId, version - 1);
  }
  const changed = await changeOrders(tx, values);
  tx.afterCommit(() => {
    for (const tell of ordersChanged) tell(orders);
  });
  if (changed === orders.length) return;
  const which = orders.map(({ orderId, version }) => `${orderId} at version ${version - 1}`);
  throw new OrderChanged(`Expected ${which.join(', ')}: ${orders.length - changed} of them are not.`);
}

/** Newest first. `cursor` is what the page before gave as `next`. Only those of this owner; to null everybody's. */
export async function listOrders(
  reads: Reads,
  query: { status?: OrderStatus | undefined; limit: number; cursor?: string | undefined },
  owner: Owner = null,
) {
  const params: SqlValue[] = [query.cursor ? Number(query.cursor) : Number.MAX_SAFE_INTEGER];
  let where = 'seq < ?';
  if (query.status) {
    where += ' AND status = ?';
    params.push(query.status);
  }
  if (owner !== null) {
    where += ' AND order_id IN (SELECT order_id FROM order_owners WHERE owner = ?)';
    params.push(owner);
  }
  const sql = `SELECT * FROM orders WHERE ${where} ORDER BY seq DESC LIMIT ?`;
  const rows = await reads.all<OrderRow>(sql, ...params, query.limit + 1);
  const page = rows.slice(0, query.limit);
  return { orders: page.map(orderOf), next: rows.length > query.limit ? String(page.at(-1)?.seq) : null };
}

/**
 * The order that an earlier request with this key made, or null after claiming the key for `orderId` in this
 * transaction. When that request had another body, the problem that it is: as a value, since a transaction that throws makes
 * the whole group that it shares a commit with run again.
 */
export async function claimKey(
  tx: Tx,
  key: IdempotencyClaim | null,
  request: PlaceOrder,
  orderId: string,
): Promise<Order | ProblemError | null> {
  if (!key) return null;
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('base64');
  const insert = `INSERT INTO idempotency_keys (idempotency_key, fingerprint, order_id) VALUES (?, ?, ?)
                  ON CONFLICT (idempotency_key) DO NOTHING`;
  if ((await tx.run(insert, key, fingerprint, orderId)) === 1) return null;
  const earlier = await tx.get<{ fingerprint: string; order_id: string }>(
    'SELECT fingerprint, order_id FROM idempotency_keys WHERE idempotency_key = ?',
    key,
  );
  if (earlier?.fingerprint !== fingerprint) {
    return new ProblemError('key-reused', 'This Idempotency-Key was used with another body. Choose a new one.');
  }
  return findOrder(tx, earlier.order_id);
}

type IdempotencyClaim = string;

/** The key to claim, or null when the client gave none or the protection is off. Two owners' keys never meet: no key has a blank. */
export const claimable = (
  key: string | undefined,
  without: readonly Protection[],
  owner: Owner = null,
): IdempotencyClaim | null => {
  if (key === undefined || without.includes('idempotency-key')) return null;
  return owner === null ? key : `${owner} ${key}`;
};

export function orderOf(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    status: row.status,
    ...(row.reason && { reason: row.reason }),
    customer: JSON.parse(row.customer),
    items: JSON.parse(row.items),
    ...(row.total_minor !== null && { totalMinor: row.total_minor }),
    ...(row.currency !== null && { currency: row.currency }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
