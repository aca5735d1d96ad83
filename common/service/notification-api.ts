import { DeliveryQuery, NotificationQuery, RedriveDelivery, TestNotification } from '../contracts/notifications.ts';
import { ProblemError } from '../contracts/problems.ts';
import { type Api, ok, queryOf } from '../http/http.ts';
import type { Deliveries } from '../messaging/deliveries.ts';
import type { NotificationStore } from '../store/notification-store.ts';
import type { Store } from '../store/store.ts';

/** The notification service's public routes, the same in every mode. `deliveries`: null where nothing is delivered. */
export function notificationApi(
  api: Api,
  store: Store,
  notifications: NotificationStore,
  deliveries: Deliveries | null,
): void {
  api.get('/notifications', async (request) => ok(await notifications.list(queryOf(NotificationQuery, request))));
  api.post('/notifications/test', TestNotification, async ({ to, channel }) => {
    const message = { kind: 'test', channel, to, text: 'This is a test.' } as const;
    const [sent] = await store.transact((tx) => notifications.record(tx, [message]));
    return { status: 202, body: sent };
  });
  api.get('/deliveries', async (request) => {
    const query = queryOf(DeliveryQuery, request);
    return ok((await deliveries?.list(query)) ?? { deliveries: [], next: null });
  });
  api.post('/deliveries/redrive', RedriveDelivery, async ({ notificationId }) => {
    const found = (await deliveries?.redrive(notificationId)) ?? false;
    if (!found) throw new ProblemError('not-found', 'No delivery of this notification is parked.');
    return { status: 202, body: { notificationId } };
  });
}
