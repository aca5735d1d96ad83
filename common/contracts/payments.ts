import { z } from 'zod';
import { envelopeOf } from './envelope.ts';
import { DomainEvent, InventoryOutcome, InventoryReserved } from './events.ts';
import { Customer, OrderReason } from './orders.ts';
import { Currency, Cursor, limitOf, OrderId, OrderTotal, Timestamp } from './primitives.ts';

/** What an order costs, line by line: what inventory has found, carried on to whoever acts on it. */
const carried = (id: string) => InventoryReserved.extend({}).meta({ id });
const aboutOrder = (id: string) => z.strictObject({ orderId: OrderId }).meta({ id });

/** The total is to be captured. Also the body of `POST /pay` in sync mode. */
export const PaymentRequested = carried('PaymentRequested');
/** The total is captured. */
export const PaymentCaptured = carried('PaymentCaptured');
/** The money was refused, or nobody knows in time whether it moved: then it is given back. */
export const PaymentFailed = z
  .strictObject({
    orderId: OrderId,
    customer: Customer,
    reason: z.enum(['payment-declined', 'payment-timeout', 'payment-unavailable']),
  })
  .meta({ id: 'PaymentFailed' });
export const ReleaseRequested = aboutOrder('ReleaseRequested');
export const StockReleased = aboutOrder('StockReleased');
/** Also the body of `POST /refund` in sync mode. */
export const RefundRequested = aboutOrder('RefundRequested');
export const PaymentRefunded = aboutOrder('PaymentRefunded');
export const OrderConfirmed = carried('OrderConfirmed');
export const OrderRejected = z
  .strictObject({ orderId: OrderId, customer: Customer, reason: OrderReason })
  .meta({ id: 'OrderRejected' });

/** The events that there are only where orders are paid. */
const PaymentEvent = z.discriminatedUnion('type', [
  envelopeOf('PaymentRequested', PaymentRequested),
  envelopeOf('PaymentCaptured', PaymentCaptured),
  envelopeOf('PaymentFailed', PaymentFailed),
  envelopeOf('ReleaseRequested', ReleaseRequested),
  envelopeOf('StockReleased', StockReleased),
  envelopeOf('RefundRequested', RefundRequested),
  envelopeOf('PaymentRefunded', PaymentRefunded),
  envelopeOf('OrderConfirmed', OrderConfirmed),
  envelopeOf('OrderRejected', OrderRejected),
]);

const options = [...DomainEvent.options, ...PaymentEvent.options];

/** Every event that any shape of the workflow knows. */
export type LabEvent = DomainEvent | z.infer<typeof PaymentEvent>;
export type LabEventType = LabEvent['type'];

/** The schema of those events alone; of one kind its own. Throws when there is none of a kind. */
export function eventSchemaOf<Event extends LabEvent>(types: readonly LabEventType[]): z.ZodType<Event> {
  const asked = options.filter(({ shape }) => types.includes(shape.type.value));
  const [first, ...others] = asked;
  if (!first || asked.length !== types.length) throw new Error(`There is no event for one of ${types.join(', ')}.`);
  const isDomain =
    asked.length === DomainEvent.options.length && asked.every((one, at) => one === DomainEvent.options[at]);
  const schema = others.length === 0 ? first : z.discriminatedUnion('type', [first, ...others]);
  return (isDomain ? DomainEvent : schema) as unknown as z.ZodType<Event>;
}

/** What the payment service answers to a call, and tells where services tell. */
export const PaymentOutcome = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('PaymentCaptured'), data: PaymentCaptured }),
    z.strictObject({ type: z.literal('PaymentFailed'), data: PaymentFailed }),
  ])
  .meta({ id: 'PaymentOutcome' });
export type PaymentOutcome = z.infer<typeof PaymentOutcome>;

const RejectedOutcome = z.strictObject({ type: z.literal('OrderRejected'), data: OrderRejected });

/** The body of `POST /send`: what became of the order; where it is not paid, inventory decides, or its customer, who cancels it. */
export const UnpaidOutcome = z
  .discriminatedUnion('type', [...InventoryOutcome.options, RejectedOutcome])
  .meta({ id: 'UnpaidOutcome' });
/** The same where orders are paid. */
export const OrderOutcome = z
  .discriminatedUnion('type', [...InventoryOutcome.options, ...PaymentOutcome.options, RejectedOutcome])
  .meta({ id: 'OrderOutcome' });

/**
 * Of the payment of one order. `charging`: asked for, and not known yet; `unknown`: not known in time; `refunding`: to be
 * given back until the provider says that it is; `parked`: that keeps failing.
 */
export const PaymentState = z.enum(['charging', 'captured', 'declined', 'unknown', 'refunding', 'refunded', 'parked']);
export const Payment = z
  .strictObject({
    orderId: OrderId,
    state: PaymentState,
    /** Absent: it was to be given back before anybody asked for it. */
    totalMinor: OrderTotal.optional(),
    currency: Currency.optional(),
    /** Why it is not captured, or why giving it back keeps failing. */
    reason: z.string().optional(),
    refundAttempts: z.int(),
    updatedAt: Timestamp,
  })
  .meta({ id: 'Payment' });
export const PaymentPage = z
  .strictObject({ payments: z.array(Payment), next: Cursor.nullable() })
  .meta({ id: 'PaymentPage' });
export const PaymentQuery = z.strictObject({
  state: PaymentState.optional(),
  after: Cursor.optional(),
  limit: limitOf(500),
});
/** Body of `POST /payments/redrive`: one order, or all. */
export const RedriveRefunds = z.strictObject({ orderId: OrderId.optional() }).meta({ id: 'RedriveRefunds' });

export type OrderOutcome = z.infer<typeof OrderOutcome>;
export type PaymentRequested = z.infer<typeof PaymentRequested>;
export type PaymentFailed = z.infer<typeof PaymentFailed>;
export type Payment = z.infer<typeof Payment>;
export type PaymentState = z.infer<typeof PaymentState>;
