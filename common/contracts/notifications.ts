import { z } from 'zod';
import { Cursor, Email, limitOf, OrderId, Timestamp } from './primitives.ts';

export const NotificationKind = z.enum(['order-confirmed', 'order-rejected', 'low-stock', 'test']);
export const Channel = z.enum(['email', 'sms']);

/** `recordedMonotonicNs`: nanoseconds of the host's monotonic clock at commit; the completion stamp of every mode. */
export const Notification = z
  .strictObject({
    notificationId: z.uuid(),
    orderId: OrderId.optional(),
    kind: NotificationKind,
    channel: Channel,
    to: z.string().min(1).max(254),
    text: z.string().min(1).max(1000),
    recordedAt: Timestamp,
    recordedMonotonicNs: z.number().min(0),
  })
  .meta({ id: 'Notification' });

export const NotificationPage = z
  .strictObject({ notifications: z.array(Notification), next: Cursor.nullable() })
  .meta({ id: 'NotificationPage' });
export const NotificationQuery = z.strictObject({
  orderId: OrderId.optional(),
  after: Cursor.optional(),
  limit: limitOf(500),
});

/** Body of `POST /notifications/test`. An e-mail address, or a phone number as E.164. */
export const TestNotification = z
  .discriminatedUnion('channel', [
    z.strictObject({ channel: z.literal('email'), to: Email }),
    z.strictObject({
      channel: z.literal('sms'),
      to: z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'expected a number such as +4915112345678'),
    }),
  ])
  .meta({ id: 'TestNotification' });

/**
 * How far a notification is on its way to its customer, where notifications are delivered. `attempts`: how often its provider
 * was asked; `reason`: why it was refused for good, or not taken the last time.
 */
export const Delivery = z
  .strictObject({
    notificationId: z.uuid(),
    channel: Channel,
    to: z.string().min(1).max(254),
    attempts: z.int().min(0),
    state: z.enum(['waiting', 'delivered', 'parked']),
    deliveredAt: Timestamp.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Delivery' });

export const DeliveryPage = z
  .strictObject({ deliveries: z.array(Delivery), next: Cursor.nullable() })
  .meta({ id: 'DeliveryPage' });
export const DeliveryQuery = z.strictObject({
  state: Delivery.shape.state.optional(),
  after: Cursor.optional(),
  limit: limitOf(500),
});

/** Body of `POST /deliveries/redrive`. */
export const RedriveDelivery = z.strictObject({ notificationId: z.uuid() }).meta({ id: 'RedriveDelivery' });

export type Delivery = z.infer<typeof Delivery>;
export type Notification = z.infer<typeof Notification>;
export type NotificationKind = z.infer<typeof NotificationKind>;
