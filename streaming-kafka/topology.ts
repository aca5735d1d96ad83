import type { z } from 'zod';
import type { Settings } from '../common/base/config.ts';
import { eventSchemaOf, type LabEvent, type LabEventType } from '../common/contracts/payments.ts';
import { asyncApi } from '../common/messaging/asyncapi.ts';
import { parkedHeaders } from '../common/messaging/parked-copy.ts';
import {
  type Acting,
  type EventTo,
  eventsIn,
  eventTypesIn,
  type Role,
  receivedBy,
  type Shape,
  sendersIn,
  serviceNames,
} from '../common/workflow/message-table.ts';
import { requestHeaders } from './transport/requests.ts';

/** One consumer: its group, the topics it reads, and what it understands. */
export interface Consumer<Event extends LabEvent = LabEvent> {
  /** Name of the consumer group; its dead letters lie in the topic `<group>.dead-letters`. */
  group: string;
  topics: readonly string[];
  accepts: z.ZodType<Event>;
}

/** Where clients append orders, and the topic that is replied to. */
export interface Requests extends Pick<Consumer, 'group' | 'topics'> {
  repliesTo: string;
}

/**
 *   orders        (OrderPlaced) ────────────────────▶ inventory-service, analytics-service
 *   inventory     (InventoryReserved, …Failed) ─────▶ order-service, notification-service, analytics-service
 *   notifications (NotificationSent) ───────────────▶ analytics-service
 *   <group>.dead-letters ◀── what a group could not handle
 *
 * The key is the order id, so that the events of one order stay in order within their topic. Where orders are paid there is
 * one more topic, and a group reads past what its topics hold for others.
 */
export function topologyOf(settings: TopologySettings) {
  const { LAB_NAMESPACE: prefix, LAB_DURABILITY, LAB_REPLICAS, LAB_PAYMENT: shape = 'off' } = settings;
  const told = eventTypesIn(shape);
  const topics = Object.fromEntries(sendersIn(shape).map((role) => [role, prefix + role])) as Record<Acting, string>;
  const senderOf = (type: LabEventType) => eventsIn(shape)[type]?.from as Acting;
  const topicOf = Object.fromEntries(told.map((type) => [type, topics[senderOf(type)]])) as Record<
    LabEventType,
    string
  >;
  const consumer = <To extends Role>(role: To) =>
    readerOf<EventTo<To>>({ shape, topicOf }, prefix + serviceNames[role], receivedBy(role, shape));
  const inventory = consumer('inventory');
  const orders = consumer('orders');
  const notifications = consumer('notifications');
  const analytics = consumer('analytics');
  const payments = shape === 'off' ? null : consumer('payments');
  const requests: Requests = {
    group: `${orders.group}.requests`,
    topics: [`${prefix}order-requests`],
    repliesTo: `${prefix}order-replies`,
  };
  const taken = settings.LAB_REQUESTS ? [requests] : [];
  const consumers: Pick<Consumer, 'group' | 'topics'>[] = [inventory, orders, notifications];
  if (payments) consumers.push(payments);
  consumers.push(analytics, ...taken);
  return {
    shape,
    topics,
    inventory,
    orders,
    notifications,
    /** Null: nothing is paid. */
    payments,
    analytics,
    consumers,
    /** Orders of clients that speak the broker, and the replies; declared and read only with LAB_REQUESTS. */
    requests,
    /** Every topic that is no dead-letter topic. */
    allTopics: [...Object.values(topics), ...taken.flatMap((one) => [...one.topics, one.repliesTo])],
    topicOf,
    partitions: topicPolicy.partitions,
    /** Copies of every topic; 0: as many as the brokers give. */
    replicas: LAB_REPLICAS,
    /** fsync tier: every record is flushed before it is acknowledged. */
    topicSettings: LAB_DURABILITY === 'fsync' ? { 'flush.messages': '1' } : {},
  };
}

/** A group that reads the topics of these events, and understands whatever else lies there. */
export function readerOf<Event extends LabEvent>(
  { shape, topicOf }: { shape: Shape; topicOf: Record<LabEventType, string> },
  group: string,
  types: readonly LabEventType[],
): Consumer<Event> {
  const topics = [...new Set(types.map((type) => topicOf[type]))];
  const found = eventTypesIn(shape).filter((type) => topics.includes(topicOf[type]));
  return { group, topics, accepts: eventSchemaOf<Event>(found) };
}

type TopologySettings = Pick<Settings, 'LAB_NAMESPACE' | 'LAB_DURABILITY' | 'LAB_REPLICAS'> &
  Partial<Pick<Settings, 'LAB_PAYMENT' | 'LAB_REQUESTS'>>;
export type Topology = ReturnType<typeof topologyOf>;

export const deadLettersOf = (group: string): string => `${group}.dead-letters`;

/** A message whose handler keeps failing is tried this often, then parked with its reason. */
export const retryPolicy = { attempts: 3, waitMs: 100 };

/** What copies that are set aside hold at most, so that each fits, and several at once fit what a broker takes (1 MB). */
export const parkPolicy = {
  keyBytes: 1024,
  idBytes: 255,
  /** More than the key, the headers and their names have together. */
  headerBytes: 4096,
  bytesAtOnce: 800 * 1024,
  atOnce: 500,
  /** Always the first, whatever the key: nobody needs an order among dead letters. */
  partition: 0,
};

/** Of each topic of events: one, two and four processes of a group share them evenly. */
export const topicPolicy = { partitions: 4 };

/** How the client fetches and connects. */
export const clientPolicy = {
  connectTimeoutMs: 2000,
  /** Without Nagle's algorithm, which kafkajs leaves on. */
  noDelay: true,
  /** So long a group waits for those who must join again; a request to join may take `joinGraceMs` longer, says kafkajs. */
  rebalanceMs: 60_000,
  joinGraceMs: 5000,
  /** Whether the broker is told which records it has had before. What comes twice the inbox ignores; and the outbox sends again after a restart, of which a broker knows nothing. */
  idempotent: false,
  /** What one fetch brings at most, of one partition and in all; a single batch that is larger comes whole. */
  bytesPerPartition: 1024 * 1024,
  bytesPerFetch: 4 * 1024 * 1024,
  partitionsAtOnce: 4,
  longestFetchWaitMs: 500,
  /** How soon partitions are noticed that were added to a topic. Whoever looks asks nothing else meanwhile. */
  metadataAgeMs: 60_000,
  /** Records that may be begun before the first unfinished one of their partition is finished, where they are handled by themselves. */
  mostAhead: 10_000,
  /** Longer than this nobody's transaction should hold up a partition. */
  openTransactionMs: 5000,
  /** So long an offset waits for others after the effect of its records is committed. */
  tellAfterMs: 50,
  /** A consumer that ends waits so long for the broker to take its last offsets. */
  tellAtEndMs: 1000,
  /** And so long to leave its group in order; who could not is missed after the session timeout. */
  leaveMs: 1500,
};

/** How long the broker may hold back a fetch for which nothing has come. */
export const fetchWaitMs = ({ LAB_KAFKA_SESSION_TIMEOUT_MS: sessionMs }: SessionSettings): number =>
  Math.min(clientPolicy.longestFetchWaitMs, Math.floor(sessionMs / 4));

export const heartbeatMs = ({ LAB_KAFKA_SESSION_TIMEOUT_MS: sessionMs }: SessionSettings): number =>
  Math.max(50, Math.floor(sessionMs / 10));

type SessionSettings = Pick<Settings, 'LAB_KAFKA_SESSION_TIMEOUT_MS'>;

/** Which acknowledgement a producer waits for: of every replica in sync (-1), or none. */
export const acksOf = ({ LAB_WITHOUT: without }: Pick<Settings, 'LAB_WITHOUT'>): number =>
  without.includes('confirms') ? 0 : -1;

/** The same as an AsyncAPI document, served by every service of this mode. */
export function asyncApiOf({ shape, topics, consumers, topicOf, partitions, replicas }: Topology): unknown {
  const topic = (name: string, summary: string, carries: readonly LabEventType[], count: number) => ({
    address: name,
    summary,
    carries,
    bindings: { kafka: { topic: name, partitions: count, replicas: replicas || 1 } },
  });
  const eventsIn = (name: string) => eventTypesIn(shape).filter((event) => topicOf[event] === name);
  const channels = Object.fromEntries([
    ...Object.values(topics).map((name) => [name, topic(name, 'Keyed by order id.', eventsIn(name), partitions)]),
    ...consumers.map(({ group }) => [
      deadLettersOf(group),
      topic(deadLettersOf(group), `What the group ${group} could not handle.`, [], 1),
    ]),
  ]);
  return asyncApi({
    title: 'Orders over Kafka',
    description: 'A topic per kind of event, keyed by order id, and a dead-letter topic per consumer group.',
    protocol: 'kafka',
    shape,
    channels,
    sentTo: topicOf,
    consumers: consumers.map(({ group, topics: readsFrom }) => ({
      name: group,
      readsFrom,
      parksIn: deadLettersOf(group),
      bindings: { kafka: { groupId: { type: 'string', enum: [group] } } },
    })),
    deadLetterHeaders: {
      ...parkedHeaders,
      ...requestHeaders,
      'x-origin': 'Where it lies: topic/partition/offset.',
      'x-message-id': 'The id it was sent under, if any.',
      'x-key-cut-from': 'How many bytes its key had. Only there when it had more than are kept: it cannot be redriven.',
      'x-records': 'Only there when it is a batch that cannot be read, as it lies in the log: of how many records.',
    },
    messageBindings: { kafka: { key: { type: 'string', format: 'uuid' } } },
  });
}
