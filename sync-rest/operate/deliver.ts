import type { Order } from '../../common/contracts/orders.ts';
import { type Acting, calls, callsOnTheWay } from '../../common/workflow/message-table.ts';
import { post } from './connect.ts';

/** Makes the three calls of one order once more, with the keys they had. Returns how many were answered. */
export async function deliverAgain(urls: Record<string, string>, { orderId, ...order }: Order, idempotencyKey: string) {
  const { orders, inventory, notifications } = urls;
  const { customer, items, totalMinor, currency, status, reason } = order;
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity }));
  const key = { 'idempotency-key': idempotencyKey };
  const again = await post(`${orders}/orders`, JSON.stringify({ customer, items: lines }), key);
  const reserve = await post(inventory + calls.reserve.path, JSON.stringify({ orderId, customer, items: lines }));
  const reserved = { orderId, customer, items, totalMinor, currency, lowStock: [] };
  const outcome =
    status === 'confirmed'
      ? { type: 'InventoryReserved', data: reserved }
      : { type: 'InventoryFailed', data: { orderId, customer, reason } };
  const send = await post(notifications + calls.send.path, JSON.stringify(outcome));
  return [again, reserve, send].filter((code) => code < 400).length;
}

/** Where each service that is called takes up the calls of every order. */
const pathTo: Partial<Record<Acting, string>> = Object.fromEntries(
  callsOnTheWay().map((kind) => [calls[kind].to, calls[kind].path]),
);

/** Hands a service any bytes, as a broken caller would. Returns the status they are refused with. */
export async function inject(urls: Record<string, string>, role: Acting, bytes: Uint8Array) {
  const path = pathTo[role] ?? '/orders';
  const status = await post(`${urls[role]}${path}`, bytes as Uint8Array<ArrayBuffer>);
  if (status < 400 || status >= 500) throw new Error(`${path} answered ${status} to bytes it must refuse.`);
  return status;
}
