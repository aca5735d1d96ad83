import { setImmediate } from 'node:timers/promises';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { atMost } from '../../common/base/at-most.ts';
import { crashPoint } from '../../common/base/crash-point.ts';
import { NotBegun } from '../../common/base/limiter.ts';
import { decodeEvent } from '../../common/contracts/decode-event.ts';
import type { LabEvent } from '../../common/contracts/payments.ts';
import { deliver, type Handle } from '../../common/messaging/deliver.ts';
import { createThrottle } from '../../common/messaging/throttle.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { type Consumer, clientPolicy, fetchWaitMs, heartbeatMs, retryPolicy } from '../topology.ts';
import { type InLanes, inLanes } from './in-lanes.ts';
import { keepConsuming, throwCause } from './keep-consuming.ts';
import type { FetchedBatch } from './mended-client.ts';
import type { Park } from './park.ts';
import type { FetchedRecord } from './record-set.ts';
import { createOffsets } from './tell-offsets.ts';
import { watchPartitions } from './watch-partitions.ts';

/**
 *   partition ──▶ what one fetch returns ──▶ a batch ──▶ handled ──▶ offset of the next one told a moment later
 *       ▲                                       └ parked, record by record ┘
 *       └── from the committed offset on, for whoever joins the group next
 *
 * With `atOnce` a batch is one record: in lanes by key, so many at a time, or one after the other in each partition.
 */
export function consumeFrom<Event>(
  { settings, log, metrics }: ServiceContext,
  kafka: Kafka,
  { group, topics }: Pick<Consumer, 'group' | 'topics'>,
  read: (raw: FetchedRecord) => Event,
  handle: Handle<Event>,
  park: Park,
  prepare: () => Promise<void>,
  atOnce: number | null,
) {
  const without = new Set(settings.LAB_WITHOUT);
  const throttle = createThrottle(settings.LAB_CONSUME_PER_SECOND, settings.LAB_BATCH);
  const partitions = watchPartitions(log, metrics);
  const offsets = createOffsets(log, (all) => consumer.commitOffsets(all));
  const beatMs = heartbeatMs(settings);
  const byKey = atOnce !== null && settings.LAB_ORDERING === 'key' ? inLanes(atOnce, throttle, beatMs) : null;
  const { partitionsAtOnce: most } = clientPolicy;
  const partitionsAtOnce = atOnce === null || byKey ? most : Math.min(most, atOnce);
  const takesLong = atOnce !== null || settings.WAREHOUSE_URL !== undefined;
  const beats = takesLong && !without.has('heartbeats');
  const batchSize = atOnce === null ? throttle.batch : 1;

  /** What is in hand: a batch may wait for the broker long after its records are handled. */
  const working = new Set<Promise<void>>();

  /** Resolves when these records are handled or parked. */
  function work(...given: Parameters<typeof handleAll>): Promise<void> {
    const one = handleAll(...given).finally(() => working.delete(one));
    working.add(one);
    return one;
  }

  async function handleAll(
    { topic, partition }: FetchedBatch,
    records: FetchedRecord[],
    goOn: () => boolean,
    alive: () => Promise<void>,
  ) {
    metrics.inHand.inc(records.length);
    const stopTimer = metrics.handlerSeconds.startTimer();
    try {
      await deliver({
        batch: records,
        read: (raw) => ({ event: read(raw), position: `${topic}/${partition}/${raw.offset}` }),
        handle,
        park: (unfit) => park({ group, topic, partition }, unfit),
        retry: without.has('dead-letter') ? { ...retryPolicy, attempts: Number.POSITIVE_INFINITY } : retryPolicy,
        goOn,
        alive,
      });
      metrics.handled.inc(records.length);
      crashPoint(settings, 'before-ack');
    } finally {
      stopTimer();
      metrics.inHand.dec(records.length);
    }
  }

  /** Nothing where the offset is told after the effect, as it should be. */
  const tellBefore = async ({ topic, partition }: FetchedBatch, next: bigint) => {
    if (!without.has('manual-ack')) return;
    await consumer.commitOffsets([{ topic, partition, offset: String(next) }]).catch(throwCause);
  };
  const tellAfter = ({ topic, partition }: FetchedBatch) =>
    without.has('manual-ack') ? () => {} : offsets.teller(topic, partition);

  async function eachInOrder(batch: FetchedBatch, { heartbeat, resolveOffset }: EachBatchPayload, goOn: () => boolean) {
    const { topic, partition, messages: records } = batch;
    const tell = tellAfter(batch);
    const end = BigInt(batch.lastOffset()) + 1n;
    partitions.look(batch, BigInt(batch.fetchedOffset));
    if (records.length === 0 && end > BigInt(batch.fetchedOffset) && goOn()) {
      resolveOffset(batch.lastOffset()); // what lies there is nobody's: marks of transactions, or given up with them
      offsets.teller(topic, partition)(end);
    }
    for (const messages of inParts(records, batchSize)) {
      if (!goOn()) return;
      const last = messages.at(-1) as FetchedRecord;
      const next = last === records.at(-1) ? end : BigInt(last.offset) + 1n;
      await tellBefore(batch, next);
      const handled = work(batch, messages, goOn, heartbeat);
      try {
        await (beats ? beating(handled, heartbeat, beatMs) : handled);
      } catch (error) {
        if (error instanceof NotBegun) return; // this consumer stops: the next reader begins there
        throw error;
      }
      tell(next);
      resolveOffset(last.offset);
      partitions.look(batch, next);
      await throttle.pause(messages.length);
      await heartbeat();
    }
  }

  async function eachByKey(lanes: InLanes, batch: FetchedBatch, payload: EachBatchPayload, goOn: () => boolean) {
    const { heartbeat, resolveOffset } = payload;
    partitions.look(batch, lanes.reachedIn(batch));
    await tellBefore(batch, BigInt(batch.lastOffset()) + 1n);
    const alive = async () => {}; // the batch goes on before its records are handled
    await lanes.take(batch, {
      work: (raw, still) => work(batch, [raw], still, alive),
      goOn,
      heartbeat,
      resolveOffset,
      tell: tellAfter(batch),
    });
    await heartbeat();
  }

  const eachBatch = (batch: FetchedBatch, payload: EachBatchPayload) => {
    const goOn = () => payload.isRunning() && !payload.isStale() && !running.isStopping();
    return byKey ? eachByKey(byKey, batch, payload, goOn) : eachInOrder(batch, payload, goOn);
  };
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: settings.LAB_KAFKA_SESSION_TIMEOUT_MS,
    rebalanceTimeout: clientPolicy.rebalanceMs,
    heartbeatInterval: beatMs,
    maxWaitTimeInMs: fetchWaitMs(settings),
    maxBytesPerPartition: clientPolicy.bytesPerPartition,
    maxBytes: clientPolicy.bytesPerFetch,
    metadataMaxAge: clientPolicy.metadataAgeMs,
    allowAutoTopicCreation: false,
    // Few: while a broker is silent each costs a request timeout, and only a restart asks for the coordinator anew.
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 1, restartOnFailure: async () => true },
  });
  consumer.on('consumer.group_join', () => {
    partitions.joined();
    offsets.joined();
    byKey?.joined();
  });
  consumer.on('consumer.rebalancing', () => void offsets.tell()); // the next reader begins there
  const beforeEnd = async () => {
    await Promise.allSettled(working);
    await byKey?.idle();
    await setImmediate(); // whose work this was has noted its offset by then
    await atMost(clientPolicy.tellAtEndMs, offsets.tell());
  };
  const running = keepConsuming(consumer, { topics, partitionsAtOnce, eachBatch, prepare, beforeEnd }, log);
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
export function readEvent<Event extends LabEvent>(accepts: Consumer<Event>['accepts'], raw: FetchedRecord): Event {
  const { value, unreadable } = raw;
  if (unreadable) throw new Error(`${unreadable.records} records of a batch: ${unreadable.why}`);
  return decodeEvent(accepts, value ?? new Uint8Array());
}

/** Goes on telling the broker that this consumer lives, while work takes its time. A failure shows at the next beat as well. */
async function beating(work: Promise<void>, heartbeat: () => Promise<void>, everyMs: number): Promise<void> {
  const beat = setInterval(() => void heartbeat().catch(() => {}), everyMs);
  await work.finally(() => clearInterval(beat));
}

function inParts<Item>(items: Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
