import { validate } from '../contracts/decode.ts';
import { CancelOrder, IdempotencyKey, isPending, type Order, OrderQuery, PlaceOrder } from '../contracts/orders.ts';
import { addressKey, OrderId } from '../contracts/primitives.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Answer } from '../http/answer.ts';
import type { Asked } from '../http/asked.ts';
import { entityTag, hasAlready } from '../http/entity-tag.ts';
import { type Api, ok, queryOf } from '../http/http.ts';
import { findOrder, isOwnedBy, listOrders, type Owner } from '../store/order-store.ts';
import type { Store } from '../store/store.ts';
import { watchOrders } from './order-watch.ts';

/** When it is worth asking again for an order that is pending, in seconds. */
const retryAfter = { 'retry-after': '1' };

/** Takes an order in. The headers may ask for more than the answer. */
export type Place = (
  request: PlaceOrder,
  idempotencyKey: string | undefined,
  owner: Owner,
  headers: Asked['headers'],
) => Promise<Answer>;

/** Cancels an order that is pending. Resolves with the order as it then is, cancelled or not. */
export type Cancel = (orderId: string) => Promise<Order>;

/** Where nobody drives an order, what was told of it is on its way, and nobody could call it back. */
const cannotCancel: Cancel = async (orderId) => {
  throw new ProblemError('too-late', 'Orders cannot be cancelled here once they are placed.', { orderId });
};

/**
 * The order service's public routes, the same in every mode; only what placing an order does differs, and when no more
 * can be taken: then `whyFull` gives the reason.
 */
export function orderApi(
  api: Api,
  store: Store,
  place: Place,
  whyFull: () => string | null,
  cancel: Cancel = cannotCancel,
): void {
  const handle = (body: PlaceOrder, { headers, caller }: Asked) => {
    if (caller?.role === 'customer' && caller.email !== addressKey(body.customer.email))
      throw new ProblemError('forbidden', 'A customer orders for himself: with the address of his account.');
    const key = headers['idempotency-key'];
    return place(body, key === undefined ? undefined : validate(IdempotencyKey, key), caller?.id ?? null, headers);
  };
  api.intake(['/orders', '/order'], PlaceOrder, handle, whyFull);
  api.get('/orders', async (request) =>
    ok(await listOrders(store.reader, queryOf(OrderQuery, request), seenBy(request))),
  );
  const known = async (asked: Asked): Promise<Order> => {
    const orderId = OrderId.safeParse(asked.params['id']);
    const isTheirs = orderId.success && (await isOwnedBy(store.reader, orderId.data, seenBy(asked)));
    const order = isTheirs ? await findOrder(store.reader, orderId.data) : null;
    if (!order) throw new ProblemError('not-found', 'No order has this id.');
    return order;
  };
  api.get('/orders/:id', async (asked) => orderAnswer(await known(asked), asked));
  api.put('/orders/:id/cancel', CancelOrder, async (_body, asked) => {
    const { orderId } = await known(asked);
    const order = await cancel(orderId);
    if (order.reason === 'cancelled') return ok(order);
    throw new ProblemError('too-late', `The order is ${order.status}, and stays so.`, { orderId });
  });
  const watch = watchOrders(store);
  api.stream('/orders/:id/events', async (asked) => {
    const order = await known(asked);
    const told = String(asked.headers['last-event-id']) === String(order.version);
    if (told && !isPending(order)) return { status: 204, body: undefined }; // or a browser would connect for ever
    return (stream) => {
      const tell = (now: Order) => {
        stream.send({ id: String(now.version), event: 'order', data: now });
        if (!isPending(now)) stream.end();
      };
      if (!told) tell(order);
      return isPending(order) ? watch(order, tell) : () => {};
    };
  });
}

/** The order as it is; nothing of it to a caller who has that already. */
function orderAnswer(order: Order, { headers: given }: Asked): Answer {
  const etag = entityTag(order.orderId, order.version);
  const headers = { etag, 'cache-control': 'private, no-cache', ...(isPending(order) && retryAfter) };
  return hasAlready(given, etag) ? { status: 304, body: undefined, headers } : { status: 200, body: order, headers };
}

/** Whose orders this caller sees: a customer his own, an operator everybody's. */
const seenBy = ({ caller }: Asked): Owner => (caller?.role === 'customer' ? caller.id : null);

/** 202: stored, and on its way. A repeated request with the same key gets the same bytes, whatever happened since. */
export function acceptedAnswer({ orderId, customer, items, createdAt }: Order): Answer {
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity }));
  const order = { orderId, status: 'pending', customer, items: lines, createdAt, updatedAt: createdAt, version: 1 };
  return { status: 202, body: order, headers: { location: `/orders/${orderId}`, ...retryAfter } };
}

/** 201 with the outcome, or the problem that kept the order from having one. The same order, the same answer. */
export function outcomeAnswer(order: Order): Answer {
  const { orderId, status, reason } = order;
  switch (status) {
    case 'confirmed':
    case 'rejected':
      return { status: 201, body: order, headers: { location: `/orders/${orderId}` } };
    case 'pending':
      throw new ProblemError('key-in-flight', 'The first request with this key is still running.', { orderId });
    case 'failed':
      throw failureOf(reason, orderId);
  }
}

function failureOf(reason: Order['reason'], orderId: string): ProblemError {
  const late = reason === 'inventory-timeout' || reason === 'payment-timeout';
  const isOfPayment = reason === 'payment-timeout' || reason === 'payment-unavailable';
  const why = isOfPayment
    ? `The payment ${late ? 'was not made in time' : 'could not be made'}`
    : `Inventory ${late ? 'did not answer in time' : 'cannot be reached'}`;
  return new ProblemError(late ? 'dependency-timeout' : 'dependency-unavailable', `${why}. The order failed.`, {
    orderId,
  });
}
