import { expect, test } from 'vitest';
import { NotificationPage } from '../contracts/notifications.ts';
import { placed, reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { notifyCustomer } from '../workflow/notify-customer.ts';
import { createNotificationStore, notificationSchema } from './notification-store.ts';

const messagesOf = (order = placed()) => notifyCustomer(reserved(order));

test('a notification carries the monotonic time of its commit, not of its insert', async () => {
  await using it = await scratch(notificationSchema);
  const notifications = createNotificationStore(it.store);
  let lastInWork = 0n;
  await it.store.transact(async (tx) => {
    await notifications.record(tx, messagesOf());
    lastInWork = process.hrtime.bigint();
  });
  const committedBy = process.hrtime.bigint();
  const { notifications: rows } = NotificationPage.parse(await notifications.list({ limit: 10 }));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.recordedMonotonicNs).toBeGreaterThanOrEqual(Number(lastInWork));
  expect(rows[0]?.recordedMonotonicNs).toBeLessThanOrEqual(Number(committedBy));
});

test('notifications can be read by order, and by page, oldest first', async () => {
  await using it = await scratch(notificationSchema);
  const notifications = createNotificationStore(it.store);
  const orders = Array.from({ length: 5 }, () => placed());
  for (const order of orders) await it.store.transact((tx) => notifications.record(tx, messagesOf(order)));
  const one = await notifications.list({ limit: 10, orderId: orders[3]?.orderId });
  expect(one.notifications.map(({ orderId }) => orderId)).toEqual([orders[3]?.orderId]);
  const first = await notifications.list({ limit: 3 });
  const rest = await notifications.list({ limit: 3, after: first.next ?? undefined });
  expect([...first.notifications, ...rest.notifications].map(({ orderId }) => orderId)).toEqual(
    orders.map(({ orderId }) => orderId),
  );
  expect(rest.next).toBeNull();
});

test('a message that is about no order has no order id', async () => {
  await using it = await scratch(notificationSchema);
  const notifications = createNotificationStore(it.store);
  const message = { kind: 'low-stock', channel: 'email', to: 'buy@lab.example', text: 'A: 4 left.' } as const;
  await it.store.transact((tx) => notifications.record(tx, [message]));
  const [row] = (await notifications.list({ limit: 1 })).notifications;
  expect(row).toMatchObject(message);
  expect(row).not.toHaveProperty('orderId');
});

test('nothing is recorded of a transaction that is undone', async () => {
  await using it = await scratch(notificationSchema);
  const notifications = createNotificationStore(it.store);
  const undone = it.store.transact(async (tx) => {
    await notifications.record(tx, messagesOf());
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  expect((await notifications.list({ limit: 10 })).notifications).toEqual([]);
});

test('settling after the store is closed does no harm', async () => {
  await using it = await scratch(notificationSchema);
  const notifications = createNotificationStore(it.store);
  await it.store.transact((tx) => notifications.record(tx, messagesOf()));
  await it.store.close();
  await expect(notifications.settle()).resolves.toBeUndefined();
  await it.reopen();
});
