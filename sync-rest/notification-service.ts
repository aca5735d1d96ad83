import { notificationOpenApi } from '../common/contracts/openapi.ts';
import { OrderOutcome, UnpaidOutcome } from '../common/contracts/payments.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { deliveriesOf, deliveryTables, endDelivering } from '../common/service/delivering.ts';
import { notificationApi } from '../common/service/notification-api.ts';
import { runService } from '../common/service/run-service.ts';
import { createNotificationStore, notificationSchema } from '../common/store/notification-store.ts';
import { openStore } from '../common/store/open-store.ts';
import { notifyCustomer } from '../common/workflow/notify-customer.ts';
import { answeringService } from './answering-service.ts';
import { isPaid } from './topology.ts';
import { answerCalls } from './transport/consume.ts';

/** Answers POST /send: tells the customer what became of an order. */
await runService('notification-service', async (context) => {
  const { settings, metrics, api } = context;
  const tables = notificationSchema + inboxSchema + deliveryTables(settings);
  const store = await openStore(settings, 'notifications', tables);
  const deliveries = await deliveriesOf(context, store);
  const notifications = createNotificationStore(store, deliveries);
  const inbox = createInbox(settings.LAB_WITHOUT, () => metrics.duplicates.inc());

  notificationApi(api, store, notifications, deliveries);
  await deliveries?.start();

  answerCalls<OrderOutcome, unknown>(context, store, inbox, 'send', {
    accepts: isPaid(settings) ? OrderOutcome : UnpaidOutcome,
    orderIdIn: ({ data }) => data.orderId,
    handle: (tx, outcome) => notifications.record(tx, notifyCustomer(outcome)),
    reply: (sent) => ({ sent }),
  });

  const beforeClose = () => endDelivering(deliveries, notifications.settle);
  return answeringService(context, { openapi: notificationOpenApi('sync'), store, beforeClose });
});
