import { NotificationQuery, TestNotification } from '../contracts/notifications.ts';
import { type Api, ok, queryOf } from '../http/http.ts';
import type { NotificationStore } from '../store/notification-store.ts';
import type { Store } from '../store/store.ts';

/** The notification service's public routes, the same in every mode. */
export function notificationApi(api: Api, store: Store, notifications: NotificationStore): void {
  api.get('/notifications', async (request) => ok(await notifications.list(queryOf(NotificationQuery, request))));
  api.post('/notifications/test', TestNotification, async ({ to, channel }) => {
    const message = { kind: 'test', channel, to, text: 'This is a test.' } as const;
    const [sent] = await store.transact((tx) => notifications.record(tx, [message]));
    return { status: 202, body: sent };
  });
}
