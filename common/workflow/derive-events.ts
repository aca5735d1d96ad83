import type { DomainEvent, EventType } from '../contracts/events.ts';
import type { Notification } from '../contracts/notifications.ts';
import type { Order } from '../contracts/orders.ts';

/**
 * What the rows of the public APIs let a reader say of the events behind them. Folded, the derived events give the same
 * totals as the real ones; they know neither the exact moments, nor what caused what, nor a state that was passed
 * through. An order that is pending or failed, or that somebody else than inventory rejected, was only placed. Throws when
 * a confirmed order's row has no total.
 */
export function eventsOfOrder(order: Order): DomainEvent[] {
  const { orderId, customer, createdAt, updatedAt } = order;
  const items = order.items.map(({ sku, quantity }) => ({ sku, quantity }));
  const placed = { ...envelope(orderId, 'OrderPlaced', createdAt), data: { orderId, customer, items } };
  if (order.status === 'confirmed') {
    const reserved = { orderId, customer, ...pricesOf(order), lowStock: [] };
    return [placed, { ...envelope(orderId, 'InventoryReserved', updatedAt), data: reserved }];
  }
  const { status, reason } = order;
  if (status === 'rejected' && (reason === 'out-of-stock' || reason === 'unknown-sku')) {
    const failed = { orderId, customer, reason };
    return [placed, { ...envelope(orderId, 'InventoryFailed', updatedAt), data: failed }];
  }
  return [placed];
}

/** The message a customer got; nothing for a low-stock alert, whose row does not say which order caused it. */
export function eventsOfNotification({ notificationId, orderId, kind, recordedAt }: Notification): DomainEvent[] {
  if (orderId === undefined || (kind !== 'order-confirmed' && kind !== 'order-rejected')) return [];
  const data = { orderId, notificationId, kind };
  return [{ ...envelope(orderId, 'NotificationSent', recordedAt), id: notificationId, data }];
}

function envelope<Type extends EventType>(orderId: string, type: Type, time: string) {
  return {
    specversion: '1.0',
    id: derivedId(orderId, type),
    source: 'derived-from-api',
    type,
    subject: orderId,
    time,
    datacontenttype: 'application/json',
    correlationid: orderId,
  } as const;
}

/** The two bits of a UUID's variant digit that are free. */
const variantOf: Record<EventType, string> = {
  OrderPlaced: '8',
  InventoryReserved: '9',
  InventoryFailed: 'a',
  NotificationSent: 'b',
};

/** The same id at every reading: the order's own bits as a UUID of version 8 (RFC 9562 §5.8), which are ours to define. */
const derivedId = (orderId: string, type: EventType) =>
  `${orderId.slice(0, 14)}8${orderId.slice(15, 19)}${variantOf[type]}${orderId.slice(20)}`;

function pricesOf({ orderId, items, totalMinor, currency }: Order) {
  const priced = items.flatMap(({ sku, quantity, unitPriceMinor }) =>
    unitPriceMinor === undefined ? [] : [{ sku, quantity, unitPriceMinor }],
  );
  if (totalMinor === undefined || currency === undefined || priced.length < items.length) {
    throw new Error(`Order ${orderId} is confirmed and has no total or a line without a price.`);
  }
  return { items: priced, totalMinor, currency };
}
