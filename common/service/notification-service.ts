import { notificationOpenApi } from '../contracts/openapi.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../messaging/outbox.ts';
import { createNotificationStore, notificationSchema } from '../store/notification-store.ts';
import { openStore } from '../store/open-store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import type { notifyCustomer } from '../workflow/notify-customer.ts';
import { deliveriesOf, deliveryTables, endDelivering } from './delivering.ts';
import { eventService, heardBy, type Medium } from './event-service.ts';
import { notificationApi } from './notification-api.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

/** InventoryReserved or InventoryFailed ─▶ what to tell whom ─▶ recorded ─▶ NotificationSent, one for each; and delivered, where there is a mail server. */
export async function notificationService(
  context: ServiceContext,
  medium: Medium<EventTo<'notifications'>> & { decides: typeof notifyCustomer },
): Promise<ServiceParts> {
  const { settings, api } = context;
  const tables = notificationSchema + inboxSchema + outboxSchema + deliveryTables(settings);
  const store = await openStore(settings, 'notifications', tables);
  const deliveries = await deliveriesOf(context, store);
  const notifications = createNotificationStore(store, deliveries);
  const outbox = createOutbox(store, 'notification-service', settings.LAB_WITHOUT);

  notificationApi(api, store, notifications, deliveries);
  await deliveries?.start();

  return eventService(context, medium, {
    openapi: notificationOpenApi('async'),
    store,
    outbox,
    hears: heardBy('notifications', settings),
    async handle(tx, messages) {
      const told = messages.flatMap(({ event }) => medium.decides(event).map((message) => ({ event, message })));
      const sent = await notifications.record(
        tx,
        told.map(({ message }) => message),
      );
      const events = told.map(({ event }, index) => {
        const data = { orderId: event.subject, ...(sent[index] as (typeof sent)[number]) };
        return { type: 'NotificationSent', data, causedBy: event } as const;
      });
      await outbox.add(tx, events);
    },
    beforeClose: () => endDelivering(deliveries, notifications.settle),
  });
}
