import { setTimeout } from 'node:timers/promises';
import type { EachBatchPayload, Kafka, Consumer as KafkaConsumer } from 'kafkajs';
import { crashPoint } from '../../common/base/crash-point.ts';
import { decodeEvent } from '../../common/contracts/decode-event.ts';
import type { DomainEvent } from '../../common/contracts/events.ts';
import { deliver, type Handle } from '../../common/messaging/deliver.ts';
import { createThrottle } from '../../common/messaging/throttle.ts';
import type { Log } from '../../common/observe/log.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { type Consumer, clientPolicy, fetchWaitMs, heartbeatMs, retryPolicy } from '../topology.ts';
import { type FetchedBatch, kafkajs } from './mended-client.ts';
import type { Park } from './park.ts';
import type { FetchedRecord } from './record-set.ts';
import { createOffsets } from './tell-offsets.ts';
import { watchPartitions } from './watch-partitions.ts';

/**
 *   partition ──▶ what one fetch returns ──▶ a batch ──▶ handled ──▶ offset of the next one told a moment later
 *       ▲                                       └ parked, record by record ┘
 *       └── from the committed offset on, for whoever joins the group next
 */
export function consumeFrom<Event extends DomainEvent>(
  { settings, log, metrics }: ServiceContext,
  kafka: Kafka,
  { group, topics, accepts }: Consumer<Event>,
  handle: Handle<Event>,
  park: Park,
  prepare: () => Promise<void>,
) {
  const without = new Set(settings.LAB_WITHOUT);
  const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
  const partitions = watchPartitions(log, metrics);
  const offsets = createOffsets(log, (all) => consumer.commitOffsets(all));
  const eachBatch = async (batch: FetchedBatch, { heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload) => {
    const { topic, partition, messages: records } = batch;
    const goOn = () => isRunning() && !isStale() && !running.isStopping();
    const tell = offsets.teller(topic, partition);
    const end = BigInt(batch.lastOffset()) + 1n;
    partitions.look(batch, BigInt(batch.fetchedOffset));
    if (records.length === 0 && end > BigInt(batch.fetchedOffset) && goOn()) {
      resolveOffset(batch.lastOffset()); // what lies there is nobody's: marks of transactions, or given up with them
      tell(end);
    }
    for (const messages of inParts(records, throttle.batch)) {
      if (!goOn()) return;
      const last = messages.at(-1) as FetchedRecord;
      const next = last === records.at(-1) ? end : BigInt(last.offset) + 1n;
      if (without.has('manual-ack')) {
        await consumer.commitOffsets([{ topic, partition, offset: String(next) }]).catch(throwCause);
      }
      metrics.inHand.inc(messages.length);
      const stopTimer = metrics.handlerSeconds.startTimer();
      try {
        await deliver({
          batch: messages,
          read: (raw) => ({ event: readEvent(accepts, raw), position: `${topic}/${partition}/${raw.offset}` }),
          handle,
          park: (unfit) => park({ group, topic, partition }, unfit),
          retry: without.has('dead-letter') ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY } : retryPolicy,
          goOn,
          alive: heartbeat,
        });
        metrics.handled.inc(messages.length);
        crashPoint(settings, 'before-ack');
        if (!without.has('manual-ack')) tell(next);
      } finally {
        stopTimer();
        metrics.inHand.dec(messages.length);
      }
      resolveOffset(last.offset);
      partitions.look(batch, next);
      await throttle.pause(messages.length);
      await heartbeat();
    }
  };
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
    heartbeatInterval: heartbeatMs(settings),
    maxWaitTimeInMs: fetchWaitMs(settings),
    maxBytesPerPartition: clientPolicy.bytesPerPartition,
    maxBytes: clientPolicy.bytesPerFetch,
    metadataMaxAge: clientPolicy.metadataAgeMs,
    allowAutoTopicCreation: false,
    // Few: on a connection that fell silent each costs a request timeout, and only a restart opens another one.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 1, restartOnFailure: async () => true },
  });
  consumer.on('consumer.group_join', () => {
    partitions.joined();
    offsets.joined();
  });
  consumer.on('consumer.rebalancing', () => void offsets.tell()); // the next reader begins there
  const running = keepConsuming(consumer, topics, eachBatch, offsets.tell, prepare, log);
  return {
    stop: running.stop,
    /** Null: it reads its partitions. */
    whyNotReady(): string | null {
      if (!running.isMember()) return 'not a member of its consumer group';
      const place = partitions.heldUp();
      return place && `an open transaction of another producer holds up ${place}`;
    },
  };
}

/** Throws when a record is no event. */
function readEvent<Event extends DomainEvent>(accepts: Consumer<Event>['accepts'], raw: FetchedRecord): Event {
  const { value, unreadable } = raw;
  if (unreadable) throw new Error(`${unreadable.records} records of a batch: ${unreadable.why}`);
  return decodeEvent(accepts, value ?? new Uint8Array());
}

/** Subscribes and runs, and starts anew when the client gives up. */
function keepConsuming(
  consumer: KafkaConsumer,
  topics: readonly string[],
  eachBatch: (batch: FetchedBatch, payload: EachBatchPayload) => Promise<void>,
  tellOffsets: () => Promise<void>,
  prepare: () => Promise<void>,
  log: Log,
) {
  let member = false;
  let stopping = false;
  const inHand = new Set<Promise<void>>();
  const handle = async (payload: EachBatchPayload) => {
    const handling = withPlainErrors(() => eachBatch(payload.batch as FetchedBatch, payload));
    inHand.add(handling);
    await handling.finally(() => inHand.delete(handling));
  };
  consumer.on('consumer.group_join', () => (member = true));
  for (const event of ['consumer.disconnect', 'consumer.stop'] as const) consumer.on(event, () => (member = false));
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    member = false;
    log.warn({ err: error, restart }, 'consumer crashed');
    if (!restart && !stopping) process.exit(1); // whoever watches this process starts it again, whole
  });
  const start = async () => {
    while (!stopping) {
      try {
        await prepare();
        await consumer.connect();
        await consumer.subscribe({ topics: [...topics], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: clientPolicy.partitionsAtOnce,
          eachBatch: handle,
        });
        return;
      } catch (error) {
        log.warn({ err: error }, 'consumer cannot start yet');
        await setTimeout(200);
      }
    }
  };
  const started = start();
  return {
    isMember: () => member,
    isStopping: () => stopping,
    async stop() {
      stopping = true;
      await Promise.allSettled(inHand);
      await Promise.race([tellOffsets(), setTimeout(clientPolicy.tellAtEndMs, null, { ref: false })]);
      await consumer.disconnect();
      await started;
    },
  };
}

/**
 * kafkajs joins its group again when it hears that it is no member any more, unless it hears so of a commit of ours: there
 * the answer is wrapped, is no longer recognised, and ends the consumer for good.
 */
export function throwCause(error: unknown): never {
  throw error instanceof kafkajs.KafkaJSNonRetriableError && error.cause instanceof Error ? error.cause : error;
}

/** kafkajs ends a consumer for good on a TypeError and its like: pass such an error on as a plain one. */
async function withPlainErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fatal = [SyntaxError, TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
    throw fatal ? new Error('A handler failed unexpectedly.', { cause: error }) : error;
  }
}

function inParts<Item>(items: Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
