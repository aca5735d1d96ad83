import { change, select, tablesOf } from '../../../common/store/inspector.ts';

/** Rows of one statement: its transaction must fit into memory. */
const PAGE = 50_000;

/**
 * The tables that gain rows with every order, in one store or another. What a shop has of each product is not among them, nor
 * what is waited for.
 */
const growing = ['orders', 'idempotency_keys', 'calls', 'outbox', 'inbox', 'stock_movements', 'notifications'];
/** Filled in by the engine. */
const serial = new Set(['seq', 'movement_id']);
const id =
  "printf('%08x-%04x-7%03x-a%03x-%012x', at >> 16, at & 65535, random() & 4095, random() & 4095, random() & 281474976710655)";
/** What differs from row to row: ids as the services make them, one after the other in time; a client's key is drawn. */
const own: Record<string, string> = {
  order_id: id,
  message_id: id,
  notification_id: id,
  idempotency_key: 'hex(randomblob(16))',
};

/**
 * As if this store, whose service is stopped, had seen `times` as many orders: each table that grows gets copies of one of its
 * rows under ids of their own, older than those it has. Of stores in files.
 */
export async function multiplyRows(dataFolder: string, store: string, times: number): Promise<void> {
  const tables = await tablesOf(dataFolder, store);
  for (const table of growing.filter((name) => tables.has(name))) {
    const [some] = await select<Record<string, unknown>>(dataFolder, store, `SELECT * FROM ${table} LIMIT 1`);
    if (some === undefined) continue;
    const columns = Object.keys(some).filter((column) => !serial.has(column));
    const of = 'order_id' in some ? 'WHERE order_id IS NOT NULL' : '';
    const [{ rows } = { rows: 0 }] = await select<{ rows: number }>(
      dataFolder,
      store,
      `SELECT COUNT(*) AS rows FROM ${table} ${of}`,
    );
    let missing = Math.round(rows * (times - 1));
    for (let at = Date.now() - 2 * missing; missing > 0; missing -= PAGE, at += PAGE) {
      await change(
        dataFolder,
        store,
        `WITH RECURSIVE moments(at) AS (SELECT ? UNION ALL SELECT at + 1 FROM moments LIMIT ?)
         INSERT INTO ${table} (${columns.join(', ')})
         SELECT ${columns.map((column) => own[column] ?? `some.${column}`).join(', ')}
         FROM moments, (SELECT * FROM ${table} ${of} LIMIT 1) AS some`,
        at,
        Math.min(PAGE, missing),
      );
    }
  }
}
