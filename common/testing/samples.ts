import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { DomainEvent, InventoryOutcome, OrderPlaced } from '../contracts/events.ts';
import type { Order } from '../contracts/orders.ts';
import type { OutboxRow } from '../messaging/outbox.ts';

export const customer = { name: 'Ada', email: 'ada@lab.example' };
export const now = '2026-01-31T23:59:59.000Z';

export const placed = (items = [{ sku: 'TEA-ASSAM', quantity: 2 }], orderId: string = randomUUID()): OrderPlaced => ({
  orderId,
  customer,
  items,
});

export const pending = (order = placed()): Order => ({
  ...order,
  status: 'pending',
  createdAt: now,
  updatedAt: now,
  version: 1,
});

/** What inventory says of an order when there is enough of everything, at 10 minor units a piece. */
export function reserved({ orderId, items }: { orderId: string; items: OrderPlaced['items'] }): InventoryOutcome {
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity, unitPriceMinor: 10 }));
  const totalMinor = lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  return {
    type: 'InventoryReserved',
    data: { orderId, customer, items: lines, totalMinor, currency: 'EUR', lowStock: [] },
  };
}

/** A CloudEvent as a service sends it. */
export function eventOf(data: OrderPlaced = placed(), changed: Record<string, unknown> = {}): DomainEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'order-service',
    type: 'OrderPlaced',
    subject: data.orderId,
    time: now,
    datacontenttype: 'application/json',
    correlationid: data.orderId,
    data,
    ...changed,
  } as DomainEvent;
}

/** The same as it stands in an outbox. */
export const rowOf = (event: DomainEvent, seq = 0): OutboxRow => ({
  seq,
  messageId: event.id,
  type: event.type,
  orderId: event.subject,
  body: Buffer.from(JSON.stringify(event)),
});

const skus = ['A', 'B', 'C'] as const;

/** Something that happens to stock; `repeat` delivers the n-th earlier order once more. */
export type Happening =
  | { kind: 'order'; order: OrderPlaced }
  | { kind: 'repeat'; nth: number }
  | { kind: 'restock'; sku: string; available: number };

const sku = (more: readonly string[] = []) => fc.constantFrom(...skus, ...more);

/** Sequences of orders (some of unknown products), duplicates and restocks. */
export const happenings = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('order' as const), order: orders() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), nth: fc.nat(20) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('restock' as const), sku: sku(), available: fc.nat(60) }),
    },
  ),
  { maxLength: 40 },
);

function orders(): fc.Arbitrary<OrderPlaced> {
  const line = fc.record({ sku: sku(['UNKNOWN']), quantity: fc.integer({ min: 1, max: 12 }) });
  return fc.record({
    orderId: fc.uuid({ version: 4 }),
    customer: fc.constant(customer),
    items: fc.array(line, { minLength: 1, maxLength: 4 }),
  });
}
