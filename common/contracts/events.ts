import { z } from 'zod';
import { envelopeOf } from './envelope.ts';
import { NotificationKind } from './notifications.ts';
import { Customer, Lines } from './orders.ts';
import { Currency, MOST_LINES, OrderId, OrderTotal, Quantity, Sku, StockLevel, UnitPrice } from './primitives.ts';

/** The order was stored and waits for its stock. Also the body of `POST /reserve` in sync mode. */
export const OrderPlaced = z
  .strictObject({ orderId: OrderId, customer: Customer, items: Lines })
  .meta({ id: 'OrderPlaced' });

/** A product whose available quantity this reservation brought down to its threshold. */
export const LowStock = z
  .strictObject({ sku: Sku, available: StockLevel, lowStockThreshold: StockLevel })
  .meta({ id: 'LowStock' });

const ReservedLine = z
  .strictObject({ sku: Sku, quantity: Quantity, unitPriceMinor: UnitPrice })
  .meta({ id: 'ReservedLine' });

/** Every line is reserved. Prices come from the catalogue at this moment. Also the body of `POST /send` in sync mode. */
export const InventoryReserved = z
  .strictObject({
    orderId: OrderId,
    customer: Customer,
    items: z.array(ReservedLine).min(1).max(MOST_LINES),
    totalMinor: OrderTotal,
    currency: Currency,
    lowStock: z.array(LowStock).max(MOST_LINES),
  })
  .meta({ id: 'InventoryReserved' });

/** No line is reserved. Also the body of `POST /send` in sync mode. */
export const InventoryFailed = z
  .strictObject({ orderId: OrderId, customer: Customer, reason: z.enum(['out-of-stock', 'unknown-sku']) })
  .meta({ id: 'InventoryFailed' });

/** A notification row is committed: the completion of its order, or a low-stock alert. */
export const NotificationSent = z
  .strictObject({ orderId: OrderId, notificationId: z.uuid(), kind: NotificationKind })
  .meta({ id: 'NotificationSent' });

export const OrderPlacedEvent = envelopeOf('OrderPlaced', OrderPlaced);
export const InventoryReservedEvent = envelopeOf('InventoryReserved', InventoryReserved);
export const InventoryFailedEvent = envelopeOf('InventoryFailed', InventoryFailed);
export const NotificationSentEvent = envelopeOf('NotificationSent', NotificationSent);

export const DomainEvent = z.discriminatedUnion('type', [
  OrderPlacedEvent,
  InventoryReservedEvent,
  InventoryFailedEvent,
  NotificationSentEvent,
]);

/** What one event says against itself, in words; null: nothing. The schemas cannot tell: it is between two members. */
export function whyContradictory({ subject, data }: { subject: string; data: { orderId: string } }): string | null {
  if (data.orderId !== subject) return 'The subject is another order than the one that data tells of.';
  return 'totalMinor' in data ? whyNotTheSum(data as InventoryReserved) : null;
}

/** The same of the prices in an outcome: what an order costs is the sum of its lines. */
export function whyNotTheSum({ items, totalMinor }: InventoryReserved): string | null {
  const sum = items.reduce((total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor, 0);
  return sum === totalMinor ? null : 'The total is not the sum of the lines.';
}

export type OrderPlaced = z.infer<typeof OrderPlaced>;
export type LowStock = z.infer<typeof LowStock>;
export type InventoryReserved = z.infer<typeof InventoryReserved>;
export type InventoryFailed = z.infer<typeof InventoryFailed>;
export type NotificationSent = z.infer<typeof NotificationSent>;
export type DomainEvent = z.infer<typeof DomainEvent>;
export type EventType = DomainEvent['type'];

/** What inventory decided about one order: `type` says which of the two shapes `data` has. */
export type InventoryOutcome =
  | { type: 'InventoryReserved'; data: InventoryReserved }
  | { type: 'InventoryFailed'; data: InventoryFailed };

/** Sync mode's twin of an event without its envelope: the answer of `/reserve` and the body of `/send`. */
export const InventoryOutcome = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('InventoryReserved'), data: InventoryReserved }),
    z.strictObject({ type: z.literal('InventoryFailed'), data: InventoryFailed }),
  ])
  .meta({ id: 'InventoryOutcome' });
