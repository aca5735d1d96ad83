import { createHash } from 'node:crypto';
import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import { contentDigestOf } from '../../../common/operator/content-digest.ts';
import { eventsOfNotification, eventsOfOrder } from '../../../common/workflow/derive-events.ts';
import { sumOf, tallyOf } from '../../../common/workflow/order-tally.ts';
import type { Lab } from '../../lab/lab.ts';
import { getAll } from '../../lab/service-client.ts';

/** What the services themselves say at this moment: what every rebuild must come to. */
export interface Truth {
  /** Finished orders. */
  orderIds: ReadonlySet<string>;
  /** Content digest of the fold over these orders. */
  digest: string;
  /** The events that follow from their rows. */
  events: readonly DomainEvent[];
  /** Digest of the ids of the notifications that told of these orders. */
  notificationsOf(orderIds: ReadonlySet<string>): string;
}

export async function truthOf(lab: Lab): Promise<Truth> {
  const { urls } = lab;
  const all = await getAll<Order>(`${urls['orders']}/orders`, 'orders', 'cursor');
  const notifications = await getAll<Notification>(`${urls['notifications']}/notifications`, 'notifications', 'after');
  const told = new Set(notifications.map(({ orderId }) => orderId));
  const orders = all.filter(({ orderId, status }) => status !== 'pending' && told.has(orderId));
  const orderIds = new Set(orders.map(({ orderId }) => orderId));
  const tellsOf = notifications.filter(({ orderId }) => orderId !== undefined && orderIds.has(orderId));
  const events = [...orders.flatMap(eventsOfOrder), ...tellsOf.flatMap(eventsOfNotification)];
  return {
    orderIds,
    digest: foldDigest(events),
    events,
    notificationsOf: (ids) =>
      digestOf(
        notifications
          .filter(({ orderId }) => orderId !== undefined && ids.has(orderId))
          .map(({ notificationId }) => notificationId)
          .sort(),
      ),
  };
}

/** Content digest of the fold over these events, as the analytics service would give it. */
export function foldDigest(events: readonly DomainEvent[]): string {
  const { minutes, products } = sumOf(events.map((event) => tallyOf(event, 'off')));
  return contentDigestOf(minutes, products);
}

export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
