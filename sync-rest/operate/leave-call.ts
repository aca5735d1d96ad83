import type { Running } from '../../common/mode.ts';
import { change } from '../../common/store/inspector.ts';
import { type CallKind, calls } from '../../common/workflow/message-table.ts';

/** A call that an earlier version of the order service stored and did not make; the service makes it when it starts. */
export async function leaveCall(
  { dataFolder, stop, start }: Running,
  { orderId, kind, body }: { orderId: string; kind: CallKind; body: string },
): Promise<void> {
  const { from } = calls[kind];
  await stop(from);
  const insert = 'INSERT INTO calls (order_id, kind, body) VALUES (?, ?, ?)';
  await change(dataFolder, from, insert, orderId, kind, body);
  await start(from);
}
