import type { Parked } from '../../common/mode.ts';
import { select } from '../../common/store/inspector.ts';
import { type CallKind, calls } from '../../common/workflow/message-table.ts';

/** Calls that the other side refuses, in the store of the service that has to make them. */
export async function readParked(dataFolder: string): Promise<Parked[]> {
  const rows = await select<{ orderId: string; kind: CallKind; body: string; reason: string }>(
    dataFolder,
    calls.reserve.from,
    `SELECT order_id AS "orderId", kind, body, parked_reason AS reason FROM calls WHERE parked_reason IS NOT NULL`,
  );
  return rows.map(({ orderId, kind, body, reason }) => ({
    messageId: null,
    orderId,
    consumer: `POST ${calls[kind].path}`,
    reason,
    body,
  }));
}
