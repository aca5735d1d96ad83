import { orderService } from '../common/service/order-service.ts';
import { runService } from '../common/service/run-service.ts';
import { settleOrder } from '../common/workflow/settle-order.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

/** Takes orders in and sends OrderPlaced; consumes InventoryReserved and InventoryFailed, and settles the order by them. */
await runService('order-service', async (context) => {
  const transport = createTransport(context);
  const { topology } = transport;
  return orderService(context, {
    consumes: (handle) => transport.consume(topology.orders, handle),
    decides: settleOrder,
    requests: transport.requests,
    transport,
    asyncapi: asyncApiOf(topology),
  });
});
