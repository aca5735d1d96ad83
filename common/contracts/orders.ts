import { z } from 'zod';
import {
  Currency,
  Cursor,
  Email,
  limitOf,
  MOST_LINES,
  OrderId,
  OrderTotal,
  Quantity,
  Sku,
  Text,
  Timestamp,
  UnitPrice,
} from './primitives.ts';

/** Who ordered. The e-mail is where the notification goes; logs never show it. */
export const Customer = z.strictObject({ name: Text, email: Email }).meta({ id: 'Customer' });

const Line = z.strictObject({ sku: Sku, quantity: Quantity }).meta({ id: 'Line' });

/** The lines of one order. A product may stand in several lines; each line is reserved on its own. */
export const Lines = z.array(Line).min(1).max(MOST_LINES);

/** Body of `POST /orders`. Price, total and status are computed here, never accepted from a client. */
export const PlaceOrder = z.strictObject({ customer: Customer, items: Lines }).meta({ id: 'PlaceOrder' });

export const OrderStatus = z.enum(['pending', 'confirmed', 'rejected', 'failed']);
export const OrderReason = z.enum([
  'out-of-stock',
  'unknown-sku',
  'inventory-unavailable',
  'inventory-timeout',
  'payment-declined',
  'payment-unavailable',
  'payment-timeout',
  'cancelled',
]);

const PricedLine = z
  .strictObject({ sku: Sku, quantity: Quantity, unitPriceMinor: UnitPrice.optional() })
  .meta({ id: 'PricedLine' });

export const Order = z
  .strictObject({
    orderId: OrderId,
    status: OrderStatus,
    reason: OrderReason.optional(),
    customer: Customer,
    items: z.array(PricedLine),
    totalMinor: OrderTotal.optional(),
    currency: Currency.optional(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    version: z.int().min(1),
  })
  .meta({ id: 'Order' });

export const OrderPage = z.strictObject({ orders: z.array(Order), next: Cursor.nullable() }).meta({ id: 'OrderPage' });
export const OrderQuery = z.strictObject({
  status: OrderStatus.optional(),
  limit: limitOf(100),
  cursor: Cursor.optional(),
});

/** Body of `PUT /orders/:id/cancel`: there is nothing to say. */
export const CancelOrder = z.strictObject({}).meta({ id: 'CancelOrder' });

/** Whether anybody still works on it: until then an order has no outcome. */
export const isPending = ({ status }: Pick<Order, 'status'>): boolean => status === 'pending';

/** Header `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters');

export type Customer = z.infer<typeof Customer>;
export type Line = z.infer<typeof Line>;
export type PlaceOrder = z.infer<typeof PlaceOrder>;
export type Order = z.infer<typeof Order>;
export type OrderStatus = z.infer<typeof OrderStatus>;
export type OrderReason = z.infer<typeof OrderReason>;
