import { newId } from '../base/new-id.ts';
import { orderOpenApi } from '../contracts/openapi.ts';
import type { OrderRequest } from '../contracts/order-requests.ts';
import type { Order } from '../contracts/orders.ts';
import { ProblemError } from '../contracts/problems.ts';
import { inboxSchema, type Message } from '../messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../messaging/outbox.ts';
import { Refused } from '../messaging/refused.ts';
import { stamp } from '../observe/stamps.ts';
import { traceNow } from '../observe/tracing.ts';
import { openStore } from '../store/open-store.ts';
import { claimable, claimKey, findOrders, insertOrder, orderSchema, updateOrders } from '../store/order-store.ts';
import { insertSaga, sagaSchema } from '../store/saga-store.ts';
import { StoreUnavailable, type Tx } from '../store/store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import { placeOrder } from '../workflow/place-order.ts';
import { beginSaga } from '../workflow/saga.ts';
import { type settleOrder, whyForeign } from '../workflow/settle-order.ts';
import { createAnswers, schemaOfAnswers } from './answers.ts';
import { cancelDriven } from './cancel-driven.ts';
import { crashAround, driveSagas, isDeciding } from './drive-sagas.ts';
import { eventService, heardBy, type Medium, type RequestsMedium } from './event-service.ts';
import { acceptedAnswer, orderApi, type Place } from './order-api.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

/**
 *   POST /orders ─▶ stored, pending ─▶ OrderPlaced
 *   InventoryReserved or InventoryFailed ─▶ of this order? ─▶ decided, order by order ─▶ confirmed or rejected
 *                                                └ no, or of none that is known: refused
 *
 * Where orders are paid and this service drives, what inventory has reserved is paid first; where nobody drives, the payment
 * service tells the outcome.
 */
export async function orderService(
  context: ServiceContext,
  medium: Medium<EventTo<'orders'>> & { decides: typeof settleOrder; requests?: RequestsMedium | undefined },
): Promise<ServiceParts> {
  const { settings, api } = context;
  const without = settings.LAB_WITHOUT;
  const drives = settings.LAB_PAYMENT === 'orchestrated';
  const { requests } = medium;
  const tables = orderSchema + inboxSchema + outboxSchema + (drives ? sagaSchema : '');
  const store = await openStore(settings, 'orders', tables + schemaOfAnswers(settings, requests !== undefined));
  const outbox = createOutbox(store, 'order-service', without);
  const answers = createAnswers(context, store, requests?.reply);

  const place: Place = async (request, key, owner, headers) => {
    const owed = answers.askedBy(headers);
    const { order, placed } = placeOrder(request, newId(), new Date().toISOString());
    stamp(order.orderId, 'decided', 'OrderPlaced');
    const traceparent = traceNow();
    const accepted = await store.transact(async (tx) => {
      const earlier = await claimKey(tx, claimable(key, without, owner), request, order.orderId);
      if (earlier) return earlier;
      await insertOrder(tx, order, owner);
      if (drives) await insertSaga(tx, beginSaga(order.orderId));
      await answers.owe(tx, order.orderId, owed);
      await outbox.add(tx, [{ type: 'OrderPlaced', data: placed, traceparent }]);
      return order;
    });
    if (accepted instanceof ProblemError) throw accepted;
    return acceptedAnswer(accepted);
  };
  const cancel = drives ? cancelDriven(store, outbox, !without.includes('compensation')) : undefined;
  orderApi(api, store, place, () => outbox.whyFull(settings.LAB_MAX_OUTBOX), cancel);

  const take = async (tx: Tx, messages: readonly Message<OrderRequest>[]) => {
    const full = outbox.whyFull(settings.LAB_MAX_OUTBOX);
    if (full !== null) throw new StoreUnavailable(full); // then they wait where they are
    for (const { event } of messages) {
      const { order, placed } = placeOrder(event.body, event.subject, new Date().toISOString());
      await insertOrder(tx, order, null); // who may publish is the broker's to say
      if (drives) await insertSaga(tx, beginSaga(order.orderId));
      await answers.owe(tx, order.orderId, {
        way: 'reply',
        target: event.replyTo,
        correlation: event.correlationId,
      });
      await outbox.add(tx, [{ type: 'OrderPlaced', data: placed, traceparent: traceNow() }]);
    }
  };

  const parts = await eventService(context, medium, {
    openapi: orderOpenApi('async'),
    store,
    outbox,
    hears: heardBy('orders', settings),
    also: requests && { consumes: requests.consumes, handle: take },
    accepts: () => outbox.whyFull(settings.LAB_MAX_OUTBOX) === null,
    async handle(tx, messages) {
      const orders = await findOrders(tx, [...new Set(messages.map(({ event }) => event.subject))]);
      const refused = new Map<(typeof messages)[number], string>();
      const decided: Order[] = [];
      for (const message of messages) {
        const { event } = message;
        const order = orders.get(event.subject);
        if (!order) refused.set(message, `Order ${event.subject} is not known here.`);
        const foreign = order && isDeciding(event) ? whyForeign(order, event) : null;
        if (foreign !== null) refused.set(message, foreign);
      }
      if (refused.size > 0) throw new Refused(refused);
      for (const { event } of messages) crashAround(tx, settings, event.type);
      const undoes = !without.includes('compensation');
      for (const { event } of drives ? await driveSagas(tx, outbox, messages, undoes) : messages) {
        const order = orders.get(event.subject);
        const settled = order && isDeciding(event) && medium.decides(order, event, new Date().toISOString());
        if (!settled) continue;
        orders.set(event.subject, settled);
        decided.push(settled);
      }
      await updateOrders(tx, decided);
    },
  });
  await answers.start();
  return {
    ...parts,
    outboxDepth: () => parts.outboxDepth() + answers.depth(),
    async stop() {
      await answers.stop();
      await parts.stop();
    },
  };
}
