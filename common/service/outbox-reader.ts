import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OutboxRow } from './outbox.ts';

/** The event-mode services' stores that hold an outbox. */
const stores = ['orders', 'inventory', 'notifications'];

/** Everything the outboxes below a data folder ever sent of one order, oldest first: the source of a republish. */
export function readOutboxes(dataFolder: string, orderId: string): OutboxRow[] {
  const rows: OutboxRow[] = [];
  for (const name of stores) {
    const file = join(dataFolder, `${name}.sqlite`);
    if (!existsSync(file)) continue;
    const db = new Database(file, { readonly: true });
    const select = `SELECT seq, message_id AS messageId, type, order_id AS orderId, body FROM outbox
                     WHERE order_id = ? AND sent_at IS NOT NULL ORDER BY seq`;
    rows.push(...(db.prepare(select).all(orderId) as OutboxRow[]));
    db.close();
  }
  return rows;
}
