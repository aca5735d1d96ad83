import { notificationOpenApi } from '../common/contracts/openapi.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../common/messaging/outbox.ts';
import { relayHooks } from '../common/messaging/relay-hooks.ts';
import { eventService } from '../common/service/event-service.ts';
import { notificationApi } from '../common/service/notification-api.ts';
import { runService } from '../common/service/run-service.ts';
import { createNotificationStore, notificationSchema } from '../common/store/notification-store.ts';
import { openStore } from '../common/store/open-store.ts';
import { notifyCustomer } from '../common/workflow/notify-customer.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

await runService('notification-service', async (context) => {
  const { settings, metrics } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'notifications', notificationSchema + inboxSchema + outboxSchema);
  const notifications = createNotificationStore(store);
  const inbox = createInbox(without, () => metrics.duplicates.inc());
  const outbox = createOutbox(store, 'notification-service', without);
  const transport = createTransport(context);

  notificationApi(context.api, store, notifications);

  transport.consume(transport.topology.notifications, async (batch) => {
    await store.transact(async (tx) => {
      const fresh = await inbox.unseen(tx, batch);
      const told = fresh.flatMap(({ event }) => notifyCustomer(event).map((message) => ({ event, message })));
      const sent = await notifications.record(
        tx,
        told.map(({ message }) => message),
      );
      const events = told.map(({ event }, index) => {
        const data = { orderId: event.subject, ...(sent[index] as (typeof sent)[number]) };
        return { type: 'NotificationSent', data, causedBy: event } as const;
      });
      await outbox.add(tx, events);
    });
  });
  await outbox.start(transport.publish, relayHooks(context));

  return eventService({
    openapi: notificationOpenApi('async'),
    asyncapi: asyncApiOf(transport.topology),
    store,
    outbox,
    transport,
    beforeClose: notifications.settle,
  });
});
