import { newId } from '../../../../common/base/new-id.ts';
import type { DomainEvent, OrderPlaced } from '../../../../common/contracts/events.ts';
import { catalogue } from '../../../../common/store/catalogue.ts';

/** Order n of a ceiling: 1 to 3 lines of products that exist, like those of the load generator. */
export function orderOf(n: number): OrderPlaced {
  const items = Array.from({ length: 1 + (n % 3) }, (_, line) => ({
    sku: catalogue[(n + line) % catalogue.length]?.sku ?? '',
    quantity: 1 + (n % 3),
  }));
  return { orderId: newId(), customer: { name: `Customer ${n}`, email: `ceiling-${n}@load.example` }, items };
}

/** Its event, as the order service would send it. */
export const placedEvent = (data: OrderPlaced): DomainEvent => ({
  ...envelope('order-service', data.orderId),
  type: 'OrderPlaced',
  data,
});

/** What a notification service tells of an order. */
export const sentEvent = (orderId: string): DomainEvent => ({
  ...envelope('notification-service', orderId),
  type: 'NotificationSent',
  data: { orderId, notificationId: newId(), kind: 'order-confirmed' },
});

const envelope = (source: string, orderId: string) => ({
  specversion: '1.0' as const,
  id: newId(),
  source,
  subject: orderId,
  time: new Date().toISOString(),
  datacontenttype: 'application/json' as const,
  correlationid: orderId,
});
