import { newId } from '../base/new-id.ts';
import { orderOpenApi } from '../contracts/openapi.ts';
import type { Order, PlaceOrder } from '../contracts/orders.ts';
import { ProblemError } from '../contracts/problems.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../messaging/outbox.ts';
import { Refused } from '../messaging/refused.ts';
import { stamp } from '../observe/stamps.ts';
import { traceNow } from '../observe/tracing.ts';
import { openStore } from '../store/open-store.ts';
import {
  claimable,
  claimKey,
  findOrders,
  insertOrder,
  type Owner,
  orderSchema,
  updateOrders,
} from '../store/order-store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import { placeOrder } from '../workflow/place-order.ts';
import { type settleOrder, whyForeign } from '../workflow/settle-order.ts';
import { eventService, type Medium } from './event-service.ts';
import { acceptedAnswer, orderApi } from './order-api.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

/**
 *   POST /orders ─▶ stored, pending ─▶ OrderPlaced
 *   InventoryReserved or InventoryFailed ─▶ of this order? ─▶ decided, order by order ─▶ confirmed or rejected
 *                                                └ no, or of none that is known: refused
 */
export async function orderService(
  context: ServiceContext,
  medium: Medium<EventTo<'orders'>> & { decides: typeof settleOrder },
): Promise<ServiceParts> {
  const { settings, api } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'orders', orderSchema + inboxSchema + outboxSchema);
  const outbox = createOutbox(store, 'order-service', without);

  const place = async (request: PlaceOrder, key: string | undefined, owner: Owner) => {
    const { order, placed } = placeOrder(request, newId(), new Date().toISOString());
    stamp(order.orderId, 'decided', 'OrderPlaced');
    const traceparent = traceNow();
    const accepted = await store.transact(async (tx) => {
      const earlier = await claimKey(tx, claimable(key, without, owner), request, order.orderId);
      if (earlier) return earlier;
      await insertOrder(tx, order, owner);
      await outbox.add(tx, [{ type: 'OrderPlaced', data: placed, traceparent }]);
      return order;
    });
    if (accepted instanceof ProblemError) throw accepted;
    return acceptedAnswer(accepted);
  };
  orderApi(api, store, place, () => outbox.whyFull(settings.LAB_MAX_OUTBOX));

  return eventService(context, medium, {
    openapi: orderOpenApi('async'),
    store,
    outbox,
    accepts: () => outbox.whyFull(settings.LAB_MAX_OUTBOX) === null,
    async handle(tx, messages) {
      const orders = await findOrders(tx, [...new Set(messages.map(({ event }) => event.subject))]);
      const refused = new Map<(typeof messages)[number], string>();
      const decided: Order[] = [];
      for (const message of messages) {
        const { event } = message;
        const order = orders.get(event.subject);
        const refusal = order ? whyForeign(order, event) : `Order ${event.subject} is not known here.`;
        if (!order || refusal !== null) {
          refused.set(message, refusal ?? '');
          continue;
        }
        const settled = medium.decides(order, event, new Date().toISOString());
        if (!settled) continue;
        orders.set(event.subject, settled);
        decided.push(settled);
      }
      if (refused.size > 0) throw new Refused(refused);
      await updateOrders(tx, decided);
    },
  });
}
