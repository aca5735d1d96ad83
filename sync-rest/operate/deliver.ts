import type { Order } from '../../common/contracts/orders.ts';
import { asWritten, select } from '../../common/store/inspector.ts';
import { type Acting, type CallKind, calls, callsOnTheWay } from '../../common/workflow/message-table.ts';
import { post } from './connect.ts';

/**
 * Makes every call of one order that was answered once more, with the bytes it had, in the order in which they were stored; and before
 * them its placing, with its key. Returns how many were answered.
 */
export async function deliverAgain(
  urls: Record<string, string>,
  dataFolder: string,
  { orderId, customer, items }: Order,
  idempotencyKey: string,
): Promise<number> {
  const made = await select<{ kind: CallKind; body: string }>(
    dataFolder,
    calls.reserve.from,
    `SELECT kind, body FROM calls WHERE order_id = ? AND done_at IS NOT NULL ORDER BY ${asWritten}`,
    orderId,
  );
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity }));
  const key = { 'idempotency-key': idempotencyKey };
  const codes = [await post(`${urls['orders']}/orders`, JSON.stringify({ customer, items: lines }), key)];
  for (const { kind, body } of made) codes.push(await post(urls[calls[kind].to] + calls[kind].path, body));
  return codes.filter((code) => code < 400).length;
}

/** Where each service that is called takes up the calls of every order. */
const pathTo: Partial<Record<Acting, string>> = Object.fromEntries(
  callsOnTheWay('orchestrated').map((kind) => [calls[kind].to, calls[kind].path]),
);

/** Hands a service any bytes, as a broken caller would. Returns the status they are refused with. */
export async function inject(urls: Record<string, string>, role: Acting, bytes: Uint8Array) {
  const path = pathTo[role] ?? '/orders';
  const status = await post(`${urls[role]}${path}`, bytes as Uint8Array<ArrayBuffer>);
  if (status < 400 || status >= 500) throw new Error(`${path} answered ${status} to bytes it must refuse.`);
  return status;
}
