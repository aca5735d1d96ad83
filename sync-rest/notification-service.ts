import { InventoryOutcome } from '../common/contracts/events.ts';
import { notificationOpenApi } from '../common/contracts/openapi.ts';
import { ok } from '../common/http/http.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { idsOfCall } from '../common/observe/ids-in.ts';
import { answeringService } from '../common/service/answering-service.ts';
import { notificationApi } from '../common/service/notification-api.ts';
import { runService } from '../common/service/run-service.ts';
import { createNotificationStore, notificationSchema } from '../common/store/notification-store.ts';
import { openStore } from '../common/store/open-store.ts';
import { calls } from '../common/workflow/message-table.ts';
import { notifyCustomer } from '../common/workflow/notify-customer.ts';

await runService('notification-service', async (context) => {
  const { settings, metrics } = context;
  const store = await openStore(settings, 'notifications', notificationSchema + inboxSchema);
  const notifications = createNotificationStore(store);
  const inbox = createInbox(settings.LAB_WITHOUT, () => metrics.duplicates.inc());

  notificationApi(context.api, store, notifications);

  context.api.post(calls.send.path, InventoryOutcome, async (outcome) => {
    const sent = await store.transact((tx) =>
      inbox.once(tx, idsOfCall(outcome.data.orderId, 'send').messageId, () =>
        notifications.record(tx, notifyCustomer(outcome)),
      ),
    );
    return ok({ sent });
  });

  return answeringService({ openapi: notificationOpenApi('sync'), store, beforeClose: notifications.settle });
});
