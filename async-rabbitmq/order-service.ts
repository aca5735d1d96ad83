import { newId } from '../common/base/new-id.ts';
import { orderOpenApi } from '../common/contracts/openapi.ts';
import type { PlaceOrder } from '../common/contracts/orders.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../common/messaging/outbox.ts';
import { relayHooks } from '../common/messaging/relay-hooks.ts';
import { stamp } from '../common/observe/stamps.ts';
import { traceNow } from '../common/observe/tracing.ts';
import { eventService } from '../common/service/event-service.ts';
import { acceptedAnswer, orderApi } from '../common/service/order-api.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { claimable, claimKey, findOrder, insertOrder, orderSchema, updateOrder } from '../common/store/order-store.ts';
import { placeOrder } from '../common/workflow/place-order.ts';
import { settleOrder } from '../common/workflow/settle-order.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

await runService('order-service', async (context) => {
  const { settings, metrics } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'orders', orderSchema + inboxSchema + outboxSchema);
  const inbox = createInbox(without, () => metrics.duplicates.inc());
  const outbox = createOutbox(store, 'order-service', without);
  const transport = createTransport(context);

  const place = async (request: PlaceOrder, key: string | undefined) => {
    const { order, placed } = placeOrder(request, newId(), new Date().toISOString());
    stamp(order.orderId, 'decided', 'OrderPlaced');
    const traceparent = traceNow();
    const accepted = await store.transact(async (tx) => {
      const earlier = await claimKey(tx, claimable(key, without), request, order.orderId);
      if (earlier) return earlier;
      await insertOrder(tx, order);
      await outbox.add(tx, [{ type: 'OrderPlaced', data: placed, traceparent }]);
      return order;
    });
    if (accepted instanceof ProblemError) throw accepted;
    return acceptedAnswer(accepted);
  };
  const whyFull = () => outbox.whyFull(settings.LAB_MAX_OUTBOX);
  orderApi(context.api, store, place, whyFull);

  transport.consume(transport.topology.orders, async (batch) => {
    await store.transact(async (tx) => {
      for (const { event } of await inbox.unseen(tx, batch)) {
        const order = await findOrder(tx, event.subject);
        if (!order) throw new Error(`Order ${event.subject} is not known here.`);
        const settled = settleOrder(order, event, new Date().toISOString());
        if (settled) await updateOrder(tx, settled);
      }
    });
  });
  await outbox.start(transport.publish, relayHooks(context));

  const asyncapi = asyncApiOf(transport.topology);
  return eventService({ openapi: orderOpenApi('async'), asyncapi, store, outbox, transport });
});
