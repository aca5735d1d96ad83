import { setTimeout } from 'node:timers/promises';
import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import type { KafkaSetting } from '../../../brokers/promises/kafka.ts';
import { AGAIN_MS, ANSWER_MS, type BareTarget, type Turns, type Written, within, wordsOf } from './bare.ts';

/**
 * What a broker answers when it has certainly not appended: the protocol's own name. None of what kafkajs throws instead when it
 * connects again, or asks again who leads, after a send that failed: `ECONNREFUSED`, `LEADER_NOT_AVAILABLE`,
 * `UNKNOWN_TOPIC_OR_PARTITION`.
 */
const REFUSAL = 'NOT_ENOUGH_REPLICAS';

/**
 * Certain only where nobody else is waited for: whoever stops leading while the copies write answers the same, and the next leader may
 * have the record.
 */
const NOT_LEADER = 'NOT_LEADER_FOR_PARTITION';
const ALL = -1;

/** The node asked waited for copies until the time was over. */
const NOT_COPIED = 'REQUEST_TIMED_OUT';

/** Which node the client names in what it throws, or in the cause of it; null: none. */
function nodeIn(error: unknown): string | null {
  const { broker, cause } = error as { broker?: string; cause?: unknown };
  return broker ?? (cause === undefined ? null : nodeIn(cause));
}

/** A client that asks first for what is where the one node that it is given each time. */
export type Connect = (retries: number, seed: () => string[]) => Kafka;

/** One send at a time; without retries of its own, a producer that failed is dropped, as the outbox of the lab does it. */
export function writerTo(connect: Connect, turns: Turns<string>, setting: KafkaSetting, topic: string): BareTarget {
  const { acks, retries, idempotent, partitions } = setting;
  let producer: Producer | null = null;
  let count = 0;
  let asked: string | null = null;
  const seed = () => {
    const [first] = turns.next() as [string];
    asked = first;
    return [first]; // of several it would take the one at a place that it counts itself
  };
  const drop = async () => {
    const old = producer;
    producer = null;
    if (old)
      await within(
        AGAIN_MS,
        old.disconnect().catch(() => {}),
      );
  };
  const make = async () => {
    const made = connect(retries, seed).producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      idempotent,
      retry: { retries },
      ...(idempotent && { maxInFlightRequests: 1 }),
    });
    await made.connect();
    return made;
  };
  return {
    async write(ids) {
      const all = (written: Written) => ids.map(() => written);
      let sent = false;
      try {
        producer ??= await make();
        const messages = ids.map((value) => ({ partition: count++ % partitions, value }));
        sent = true;
        await producer.send({ topic, acks, timeout: ANSWER_MS, messages });
        return all({ type: 'ok' });
      } catch (error) {
        const words = wordsOf(error);
        const silent = nodeIn(error) ?? (words === NOT_COPIED ? asked : null);
        if (silent !== null) turns.leaveForLast(silent);
        // With several partitions one may have refused and another not; and what was tried again may have been taken before.
        const isRefusal = words === REFUSAL || (words === NOT_LEADER && acks !== ALL);
        const isRefused = !sent || (partitions === 1 && retries === 0 && isRefusal);
        if (retries === 0 || !sent) await drop();
        await setTimeout(AGAIN_MS);
        return all({ type: isRefused ? 'fail' : 'info', error: words });
      }
    },
    close: drop,
  };
}
