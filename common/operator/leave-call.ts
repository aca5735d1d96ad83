import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { CallKind } from '../workflow/message-table.ts';

/**
 * REST mode: stores a call in the order service's store, as an earlier version of it may have left it behind. The service
 * must be stopped; it makes the call when it starts.
 */
export function leaveCall(
  dataFolder: string,
  { orderId, kind, body }: { orderId: string; kind: CallKind; body: string },
): void {
  const db = new Database(join(dataFolder, 'orders.sqlite'), { timeout: 5000 });
  try {
    db.prepare('INSERT INTO calls (order_id, kind, body) VALUES (?, ?, ?)').run(orderId, kind, body);
  } finally {
    db.close();
  }
}
