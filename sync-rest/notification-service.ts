import { InventoryOutcome } from '../common/contracts/events.ts';
import { notificationOpenApi } from '../common/contracts/openapi.ts';
import { answeringService } from '../common/service/answering-service.ts';
import { ok } from '../common/service/http.ts';
import { createInbox, inboxSchema } from '../common/service/inbox.ts';
import { notificationApi } from '../common/service/notification-api.ts';
import { createNotificationStore, notificationSchema } from '../common/service/notification-store.ts';
import { runService } from '../common/service/run-service.ts';
import { openSqliteStore } from '../common/service/sqlite-store.ts';
import { notifyCustomer } from '../common/workflow/notify-customer.ts';

await runService('notification-service', async (context) => {
  const { settings, metrics } = context;
  const store = openSqliteStore(settings, 'notifications', notificationSchema + inboxSchema);
  const notifications = createNotificationStore(store);
  const inbox = createInbox(settings.LAB_WITHOUT, () => metrics.duplicates.inc());

  notificationApi(context.api, store, notifications);

  context.api.post('/send', InventoryOutcome, async (outcome) => {
    const sent = await store.transact((tx) =>
      inbox.once(tx, `send:${outcome.data.orderId}`, () => notifications.record(tx, notifyCustomer(outcome))),
    );
    return ok({ sent });
  });

  return answeringService({ openapi: notificationOpenApi('sync'), store, beforeClose: notifications.settle });
});
