import type { z } from 'zod';
import type { Settings } from '../common/base/config.ts';
import { eventSchemaOf, type LabEvent, type LabEventType } from '../common/contracts/payments.ts';
import { asyncApi } from '../common/messaging/asyncapi.ts';
import { parkedHeaders } from '../common/messaging/parked-copy.ts';
import { handsOnMessages } from '../common/service/warehouse.ts';
import { type Acting, type EventTo, eventTypesIn, receivedBy, serviceNames } from '../common/workflow/message-table.ts';

/** One consumer: its durable queue, what it is bound to, and what it understands. */
export interface Consumer<Event extends LabEvent = LabEvent> {
  /** Name of the queue; its dead letters lie in `<queue>.dead-letters`. */
  queue: string;
  /** Routing keys it is bound to. */
  events: readonly LabEventType[];
  accepts: z.ZodType<Event>;
}

/** The queue of orders that clients publish, through the default exchange. `repliesTo`: how the queues begin that may be replied to. */
export interface Requests extends Pick<Consumer, 'queue' | 'events'> {
  repliesTo: string;
}

/**
 *                       ┌ OrderPlaced ────────────────────▶ inventory-service
 *   order-events (topic)┤ InventoryReserved, …Failed ─────▶ order-service
 *                       └ InventoryReserved, …Failed ─────▶ notification-service
 *   order-events.dead-letters (direct) ── queue name ─────▶ <queue>.dead-letters
 *
 * NotificationSent has no consumer in this mode: it is published, and the broker drops it. Where orders are paid there is one
 * more queue, and the table says who hears of what.
 */
export function topologyOf(settings: TopologySettings) {
  const { LAB_NAMESPACE: prefix, LAB_DURABILITY, LAB_WITHOUT, LAB_REPLICAS, LAB_PAYMENT: shape = 'off' } = settings;
  const isQuorum = LAB_DURABILITY === 'fsync' || LAB_REPLICAS > 1;
  const quorum = { 'x-queue-type': 'quorum', ...(LAB_REPLICAS > 0 && { 'x-quorum-initial-group-size': LAB_REPLICAS }) };
  const exchange = `${prefix}order-events`;
  const consumer = <To extends Acting>(role: To): Consumer<EventTo<To>> => {
    const events = receivedBy(role, shape);
    return { queue: prefix + serviceNames[role], events, accepts: eventSchemaOf<EventTo<To>>(events) };
  };
  const deadLetterExchange = `${exchange}.dead-letters`;
  const inventory = consumer('inventory');
  const orders = consumer('orders');
  const notifications = consumer('notifications');
  const payments = shape === 'off' ? null : consumer('payments');
  const requests: Requests = { queue: `${orders.queue}.requests`, events: [], repliesTo: `${prefix}replies.` };
  const consumers: Pick<Consumer, 'queue' | 'events'>[] = [inventory, orders, notifications];
  if (payments) consumers.push(payments);
  if (settings.LAB_REQUESTS) consumers.push(requests);
  return {
    shape,
    exchange,
    deadLetterExchange,
    inventory,
    orders,
    notifications,
    /** Null: nothing is paid. */
    payments,
    /** Orders of clients that speak the broker; declared and read only with LAB_REQUESTS. */
    requests,
    consumers,
    /** Events that somebody must receive: published as `mandatory`. */
    expected: new Set<string>(consumers.flatMap(({ events }) => events)),
    queueArguments: (queue: string): Record<string, unknown> => ({
      ...(isQuorum && { ...quorum, 'x-delivery-limit': 20 }),
      ...(!LAB_WITHOUT.includes('dead-letter') && {
        'x-dead-letter-exchange': deadLetterExchange,
        'x-dead-letter-routing-key': queue,
        ...(isQuorum && {
          'x-dead-letter-strategy': 'at-least-once', // needs overflow: reject-publish
          'x-overflow': 'reject-publish',
        }),
      }),
    }),
    /** Looking at a dead letter and putting it back counts as a delivery: by default the 21st look would drop it. */
    deadLetterArguments: isQuorum ? { ...quorum, 'x-delivery-limit': 1_000_000_000 } : {},
  };
}

type TopologySettings = Pick<Settings, 'LAB_NAMESPACE' | 'LAB_DURABILITY' | 'LAB_WITHOUT' | 'LAB_REPLICAS'> &
  Partial<Pick<Settings, 'LAB_PAYMENT' | 'LAB_REQUESTS'>>;
export type Topology = ReturnType<typeof topologyOf>;

export const deadLettersOf = (queue: string): string => `${queue}.dead-letters`;

/** A stream that keeps what goes through an exchange, for late comers; only there where somebody declared it. */
export const streamOf = (exchange: string): string => `${exchange}.stream`;

/** A message whose handler keeps failing is tried this often, then parked with its reason. */
export const retryPolicy = { attempts: 3, waitMs: 100 };

/**
 * How a connection is made and used; `noDelay`, because amqplib leaves Nagle's algorithm on. `window`: batches of the outbox
 * that wait for their confirms at a time, on one channel, in their order.
 */
export const clientPolicy = {
  connectTimeoutMs: 5000,
  noDelay: true,
  window: 8,
  /** So long a broker has for its answer to a consumer that is cancelled, or a connection that is closed. */
  closeMs: 1000,
};

type PrefetchSettings = Pick<Settings, 'LAB_PREFETCH' | 'LAB_WITHOUT'>;

/** Messages that a consumer holds unacknowledged; `atOnce`: as many as are handled by themselves, null: whole batches are. */
export const prefetchOf = ({ LAB_PREFETCH, LAB_WITHOUT }: PrefetchSettings, atOnce: number | null): number =>
  LAB_WITHOUT.includes('fair-prefetch') ? LAB_PREFETCH : (atOnce ?? LAB_PREFETCH);

/** That of inventory. */
export const inventoryPrefetch = (
  settings: PrefetchSettings & Pick<Settings, 'WAREHOUSE_URL' | 'LAB_CONCURRENCY'>,
): number => prefetchOf(settings, handsOnMessages(settings)?.held ?? null);

/** The same as an AsyncAPI document, served by every service of this mode. */
export function asyncApiOf({ exchange, deadLetterExchange, consumers, shape }: Topology): unknown {
  const told = eventTypesIn(shape);
  const routed = (event: LabEventType) => ({
    address: event,
    summary: `Routing key of the topic exchange ${exchange}.`,
    carries: [event],
    bindings: {
      amqp: { is: 'routingKey', exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false } },
    },
  });
  const queue = (name: string, summary: string, carries: readonly LabEventType[]) => ({
    address: name,
    summary,
    carries,
    bindings: { amqp: { is: 'queue', queue: { name, durable: true, exclusive: false, autoDelete: false } } },
  });
  const channels = {
    ...Object.fromEntries(told.map((event) => [event, routed(event)])),
    ...Object.fromEntries(
      consumers.map(({ queue: name, events }) => [name, queue(name, 'Its consumer reads it alone.', events)]),
    ),
    ...Object.fromEntries(
      consumers.map(({ queue: name }) => [
        deadLettersOf(name),
        queue(deadLettersOf(name), `Bound to the direct exchange ${deadLetterExchange}.`, []),
      ]),
    ),
  };
  return asyncApi({
    title: 'Orders over RabbitMQ',
    description: 'A topic exchange, one durable queue per consumer, and a dead-letter queue for each.',
    protocol: 'amqp',
    shape,
    channels,
    sentTo: Object.fromEntries(told.map((event) => [event, event])),
    consumers: consumers.map(({ queue: name }) => ({ name, readsFrom: [name], parksIn: deadLettersOf(name) })),
    deadLetterHeaders: parkedHeaders,
  });
}
