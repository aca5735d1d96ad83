import { notificationService } from '../common/service/notification-service.ts';
import { runService } from '../common/service/run-service.ts';
import { notifyCustomer } from '../common/workflow/notify-customer.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

/** Consumes InventoryReserved and InventoryFailed, tells the customer, and sends NotificationSent. */
await runService('notification-service', async (context) => {
  const transport = createTransport(context);
  const { topology } = transport;
  return notificationService(context, {
    consumes: (handle) => transport.consume(topology.notifications, handle),
    decides: notifyCustomer,
    transport,
    asyncapi: asyncApiOf(topology),
  });
});
