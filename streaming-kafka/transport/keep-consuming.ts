import { setTimeout } from 'node:timers/promises';
import type { EachBatchPayload, Consumer as KafkaConsumer } from 'kafkajs';
import { atMost } from '../../common/base/at-most.ts';
import type { Log } from '../../common/observe/log.ts';
import { clientPolicy } from '../topology.ts';
import { type FetchedBatch, kafkajs } from './mended-client.ts';

/** Subscribes and runs, and starts anew when the client gives up. */
export function keepConsuming(
  consumer: KafkaConsumer,
  {
    topics,
    partitionsAtOnce,
    eachBatch,
    prepare,
    beforeEnd,
  }: {
    topics: readonly string[];
    partitionsAtOnce: number;
    eachBatch: (batch: FetchedBatch, payload: EachBatchPayload) => Promise<void>;
    prepare: () => Promise<void>;
    /** When it takes no more batches, and is still a member of its group. */
    beforeEnd: () => Promise<void>;
  },
  log: Log,
) {
  let member = false;
  let stopping = false;
  const handle = (payload: EachBatchPayload) =>
    withPlainErrors(() => eachBatch(payload.batch as FetchedBatch, payload));
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
          partitionsConsumedConcurrently: partitionsAtOnce,
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
      await beforeEnd();
      await atMost(
        clientPolicy.leaveMs,
        consumer.disconnect().then(() => started),
      );
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
