import type { Operator, Running } from '../common/mode.ts';
import { readGauge } from '../common/observe/metrics-reader.ts';
import { leaveCall, readParkedCalls } from '../common/operator/store-reader.ts';
import { type Acting, calls, callsOnTheWay } from '../common/workflow/message-table.ts';
import { historySources } from './history-sources.ts';

/** Sends a JSON body as any client would. Returns the status. */
async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return response.status;
}

/** Where each service that is called takes up the calls of every order. */
const pathTo: Partial<Record<Acting, string>> = Object.fromEntries(
  callsOnTheWay().map((kind) => [calls[kind].to, calls[kind].path]),
);

export async function operate(running: Running): Promise<Operator> {
  const { urls, dataFolder } = running;
  const { orders, inventory, notifications } = urls;
  return {
    backlog: async () => [
      { consumer: 'calls still to be made', waiting: await readGauge(orders, 'outbox_depth'), unacknowledged: 0 },
    ],
    parked: async () =>
      (await readParkedCalls(dataFolder)).map(({ orderId, kind, body, reason }) => ({
        messageId: null,
        orderId,
        consumer: `POST /${kind}`,
        reason,
        body,
      })),
    redrive: async () => 0,
    async deliverAgain({ orderId, customer, items, ...order }, idempotencyKey) {
      const lines = items.map(({ sku, quantity }) => ({ sku, quantity }));
      const key = { 'idempotency-key': idempotencyKey };
      const again = await post(`${orders}/orders`, JSON.stringify({ customer, items: lines }), key);
      const reserve = await post(inventory + calls.reserve.path, JSON.stringify({ orderId, customer, items: lines }));
      const reserved = {
        orderId,
        customer,
        items,
        totalMinor: order.totalMinor,
        currency: order.currency,
        lowStock: [],
      };
      const outcome =
        order.status === 'confirmed'
          ? { type: 'InventoryReserved', data: reserved }
          : { type: 'InventoryFailed', data: { orderId, customer, reason: order.reason } };
      const send = await post(notifications + calls.send.path, JSON.stringify(outcome));
      return [again, reserve, send].filter((status) => status < 400).length;
    },
    async inject(role, bytes) {
      const path = pathTo[role] ?? '/orders';
      const status = await post(urls[role] + path, bytes as Uint8Array<ArrayBuffer>);
      if (status < 400 || status >= 500) throw new Error(`${path} answered ${status} to bytes it must refuse.`);
      return status;
    },
    async leaveCall(orderId, body) {
      await running.stop('orders');
      await leaveCall(dataFolder, { orderId, kind: 'send', body });
      await running.start('orders');
    },
    sources: () => historySources(running),
    remove: async () => {},
    close: async () => {},
  };
}
