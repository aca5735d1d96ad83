import { setTimeout } from 'node:timers/promises';
import kafkajs, { type EachBatchPayload, type Kafka, type Consumer as KafkaConsumer } from 'kafkajs';
import { crashPoint } from '../../common/base/crash-point.ts';
import { decodeEvent } from '../../common/contracts/decode-event.ts';
import type { DomainEvent } from '../../common/contracts/events.ts';
import { deliver, type Handle } from '../../common/messaging/deliver.ts';
import { createThrottle } from '../../common/messaging/throttle.ts';
import type { Log } from '../../common/observe/log.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { type Consumer, clientPolicy, fetchWaitMs, heartbeatMs, retryPolicy } from '../topology.ts';
import type { Park } from './park.ts';

/**
 *   partition ──▶ what one fetch returns ──▶ a batch ──▶ handled ──▶ offset of the next one committed
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
  const eachBatch = async ({ batch, heartbeat, isRunning, isStale, resolveOffset }: EachBatchPayload) => {
    const { topic, partition } = batch;
    const goOn = () => isRunning() && !isStale();
    const lag = metrics.lag.labels({ topic, partition });
    lag.set(Number(batch.highWatermark) - Number(batch.firstOffset() ?? batch.highWatermark));
    for (const messages of inParts(batch.messages, throttle.batch)) {
      if (!goOn()) return;
      const last = messages.at(-1);
      if (!last) return;
      const offset = String(BigInt(last.offset) + 1n);
      const commit = () => consumer.commitOffsets([{ topic, partition, offset }]).catch(throwCause);
      if (without.has('manual-ack')) await commit();
      metrics.inHand.inc(messages.length);
      const stopTimer = metrics.handlerSeconds.startTimer();
      try {
        await deliver({
          batch: messages,
          read: (raw) => ({
            event: decodeEvent(accepts, raw.value ?? new Uint8Array()),
            position: `${topic}/${partition}/${raw.offset}`,
          }),
          handle,
          park: async (unfit) => {
            for (const { raw, reason } of unfit) await park(group, topic, partition, raw, reason);
          },
          retry: without.has('dead-letter') ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY } : retryPolicy,
          goOn,
          alive: heartbeat,
        });
        metrics.handled.inc(messages.length);
        crashPoint(settings, 'before-ack');
        if (!without.has('manual-ack')) await commit();
      } finally {
        stopTimer();
        metrics.inHand.dec(messages.length);
      }
      resolveOffset(last.offset);
      lag.set(Number(batch.highWatermark) - Number(last.offset) - 1);
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
    allowAutoTopicCreation: false,
    // Few: on a connection that fell silent each costs a request timeout, and only a restart opens another one.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 1, restartOnFailure: async () => true },
  });
  consumer.on('consumer.group_join', () => metrics.lag.reset()); // its partitions may be others now
  return keepConsuming(consumer, topics, eachBatch, prepare, log);
}

/** Subscribes and runs, and starts anew when the client gives up. */
function keepConsuming(
  consumer: KafkaConsumer,
  topics: readonly string[],
  eachBatch: (payload: EachBatchPayload) => Promise<void>,
  prepare: () => Promise<void>,
  log: Log,
) {
  let member = false;
  let stopping = false;
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
          eachBatch: (payload) => withPlainErrors(() => eachBatch(payload)),
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
    async stop() {
      stopping = true;
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
  if (items.length <= size) return [items];
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
