import type { Payment } from '../contracts/payments.ts';
import { idsOfCall } from '../observe/ids-in.ts';
import { select, tablesOf } from '../store/inspector.ts';
import { type CallKind, calls, everyRole, type Role, sendersIn, serviceNames } from '../workflow/message-table.ts';

/** One thing that happened to an order, as the store of the service where it happened tells. */
export interface Step {
  /** ISO 8601 in UTC, to the millisecond. */
  at: string;
  service: string;
  what: string;
  messageId?: string;
}

/** What the stores of all services know of one order, and what of it is still to be done. */
export interface Trail {
  /** As the order service has it now; null: it does not know this order. */
  status: string | null;
  /** In the order in which they follow from one another; sorted by time they may need it only to break ties. */
  steps: Step[];
  unfinished: string[];
}

/** Reads the stores of one running mode, whichever it is, and changes nothing. */
export async function readTrail(dataFolder: string, orderId: string): Promise<Trail> {
  const trail: Trail = { status: null, steps: [], unfinished: [] };
  const tables = new Map<Role, Set<string>>(); // what is not there tells nothing: payments are where orders are paid
  for (const store of everyRole) tables.set(store, await tablesOf(dataFolder, store));
  const rows = async <Row>(store: Role, table: string, sql: string, ...params: string[]): Promise<Row[]> =>
    tables.get(store)?.has(table) ? select<Row>(dataFolder, store, sql, ...params) : [];
  const tell = (store: Role, at: string, what: string, messageId?: string) =>
    trail.steps.push({ at, service: serviceNames[store], what, ...(messageId && { messageId }) });

  const [order] = await rows<OrderRow>('orders', 'orders', 'SELECT * FROM orders WHERE order_id = ?', orderId);
  if (order) {
    trail.status = order.status;
    tell('orders', order.created_at, 'order stored, pending');
  }
  for (const call of await rows<CallRow>('orders', 'calls', 'SELECT * FROM calls WHERE order_id = ?', orderId)) {
    const store = calls[call.kind].to;
    const { messageId } = idsOfCall(orderId, call.kind);
    const [applied] = await rows<InboxRow>(store, 'inbox', 'SELECT * FROM inbox WHERE message_id = ?', messageId);
    if (applied) tell(store, applied.applied_at, `${call.kind} done`, messageId);
    if (call.done_at) tell('orders', call.done_at, `call ${call.kind} answered`, messageId);
    else if (call.parked_reason) trail.unfinished.push(`the call ${call.kind} is parked: ${call.parked_reason}`);
    else trail.unfinished.push(`the call ${call.kind} is still to be made`);
  }
  for (const store of sendersIn('orchestrated')) {
    for (const event of await rows<EventRow>(
      store,
      'outbox',
      'SELECT * FROM outbox WHERE order_id = ? ORDER BY seq',
      orderId,
    )) {
      const { message_id: id, type, body, sent_at: sentAt } = event;
      tell(
        store,
        (JSON.parse(Buffer.from(body).toString()) as { time: string }).time,
        `${type} stored in the outbox`,
        id,
      );
      if (sentAt) tell(store, sentAt, `${type} confirmed by the broker`, id);
      else trail.unfinished.push(`${type} of the ${serviceNames[store]} is not confirmed by the broker yet`);
      for (const reader of everyRole) {
        const [seen] = await rows<InboxRow>(reader, 'inbox', 'SELECT * FROM inbox WHERE message_id = ?', id);
        if (seen) tell(reader, seen.applied_at, `${type} handled, from ${seen.position}`, id);
      }
    }
  }
  const paid = 'SELECT * FROM payments WHERE order_id = ?';
  const moved = 'SELECT * FROM stock_movements WHERE order_id = ? ORDER BY movement_id';
  for (const { recorded_at: at, kind, quantity, sku } of await rows<MovementRow>(
    'inventory',
    'stock_movements',
    moved,
    orderId,
  )) {
    tell('inventory', at, `${kind} ${Math.abs(quantity)} × ${sku}`);
  }
  for (const row of await rows<PaymentRow>('payments', 'payments', paid, orderId)) {
    const { state, reason, refund_attempts: tries } = row;
    tell('payments', row.updated_at, `payment ${state}${reason ? `: ${reason}` : ''}`);
    if (state === 'charging') trail.unfinished.push('what the provider says of the charge is not known yet');
    if (state === 'refunding') trail.unfinished.push(`the refund is still to be made, after ${tries} tries`);
    if (state === 'parked') trail.unfinished.push(`the refund is parked: ${reason}`);
  }
  if (order && order.version > 1) {
    tell('orders', order.updated_at, `order ${order.status}${order.reason ? `: ${order.reason}` : ''}`);
  }
  const sent = 'SELECT * FROM notifications WHERE order_id = ? ORDER BY seq';
  for (const row of await rows<NotificationRow>('notifications', 'notifications', sent, orderId)) {
    tell('notifications', row.recorded_at, `notification ${row.kind} recorded, by ${row.channel}`);
  }
  return trail;
}

interface OrderRow {
  status: string;
  reason: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

interface CallRow {
  kind: CallKind;
  done_at: string | null;
  parked_reason: string | null;
}

interface InboxRow {
  position: string | null;
  applied_at: string;
}

interface EventRow {
  message_id: string;
  type: string;
  body: Uint8Array;
  sent_at: string | null;
}

interface MovementRow {
  kind: string;
  sku: string;
  quantity: number;
  recorded_at: string;
}

interface PaymentRow {
  state: Payment['state'];
  reason: string | null;
  refund_attempts: number;
  updated_at: string;
}

interface NotificationRow {
  kind: string;
  channel: string;
  recorded_at: string;
}
