import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { decodeEvent } from '../common/contracts/decode-event.ts';
import { DomainEvent } from '../common/contracts/events.ts';
import type { HistorySource } from '../common/mode.ts';
import { isReadTo } from './operate/connect.ts';
import type { Topology } from './topology.ts';
import type { FetchedBatch } from './transport/mended-client.ts';

const IDLE_MS = 15_000;

/** What a consumer group that never existed before can read. */
export function historySources(kafka: Kafka, topology: Topology): HistorySource[] {
  const topics = Object.values(topology.topics);
  return [
    {
      name: 'log',
      hands: 'events',
      what: 'a new consumer group reads every topic from its first record',
      loses: null,
      async read(onBatch) {
        const unreadable: string[] = [];
        const { records, gaps, removed } = await readLog(kafka, topics, (batch, name) => {
          const events: DomainEvent[] = [];
          for (const { offset, value } of batch) {
            try {
              events.push(decodeEvent(DomainEvent, value ?? new Uint8Array()));
            } catch (error) {
              unreadable.push(`${name}/${offset}: ${(error as Error).message}`);
            }
          }
          onBatch(events);
        });
        return { records, requests: 0, gaps: [...removed, ...gaps], removed, unreadable };
      },
      /** The ceiling: the same records, and nothing is done with them. */
      drain: async () => (await readLog(kafka, topics, () => {})).perSecond,
    },
  ];
}

/**
 * Reads every record below the end offsets of this moment, and tells what is missing at the beginning: a log whose
 * first offset is not 0 had records removed. Throws when records stop coming.
 */
async function readLog(
  kafka: Kafka,
  topics: string[],
  onRecords: (records: KafkaMessage[], partition: string) => void,
): Promise<{ records: number; gaps: string[]; removed: string[]; perSecond: number | null }> {
  const removed: string[] = [];
  const gaps: string[] = [];
  const left = new Map<string, number>();
  const admin = kafka.admin();
  const groupId = `late-comer-${process.pid}-${Date.now()}`;
  await admin.connect();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, allowAutoTopicCreation: false });
  try {
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (low !== '0') removed.push(`${topic}/${partition}: offsets 0 to ${Number(low) - 1} were removed`);
        if (high !== low) left.set(`${topic}/${partition}`, Number(high));
      }
    }
    if (left.size === 0) return { records: 0, gaps, removed, perSecond: null };
    let records = 0;
    let firstAt = 0;
    let lastAt = 0;
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    const reading = new Promise<void>((done, failed) => {
      const silence = () => failed(new Error(`The log fell silent after ${records} records.`));
      let timer = setTimeout(silence, IDLE_MS);
      const eachBatch = async ({ batch, resolveOffset, heartbeat }: EachBatchPayload) => {
        const name = `${batch.topic}/${batch.partition}`;
        const end = left.get(name) ?? 0;
        if (batch.messages.length > 0) firstAt ||= performance.now();
        const wanted =
          Number(batch.lastOffset()) < end
            ? batch.messages
            : batch.messages.filter(({ offset }) => Number(offset) < end);
        onRecords(wanted, name);
        records += wanted.length;
        resolveOffset(batch.lastOffset());
        await heartbeat();
        const fetched = batch as FetchedBatch;
        if (left.has(name) && isReadTo(fetched, BigInt(end))) {
          left.delete(name);
          if (Number(fetched.lastOffset()) + 1 < end)
            gaps.push(`${name}: an open transaction hides what comes after it`);
        }
        if (batch.messages.length === 0 && left.size > 0) return;
        lastAt = performance.now();
        clearTimeout(timer);
        if (left.size === 0) done();
        else timer = setTimeout(silence, IDLE_MS);
      };
      consumer.run({ autoCommit: false, partitionsConsumedConcurrently: 3, eachBatch }).catch(failed);
    });
    try {
      await reading;
    } finally {
      await consumer.disconnect();
    }
    const ms = lastAt - firstAt;
    return { records, gaps, removed, perSecond: ms > 20 ? Math.round((records * 1000) / ms) : null };
  } finally {
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
}

/** Reads along, from the first record that is there when it joins. Resolves once it is a member of its group. */
export async function followLog(
  kafka: Kafka,
  groupId: string,
  topology: Topology,
  onBatch: (events: readonly DomainEvent[]) => void,
): Promise<() => Promise<void>> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topics: Object.values(topology.topics), fromBeginning: true });
  const joined = new Promise((join) => consumer.on('consumer.group_join', join));
  await consumer.run({
    eachBatch: async ({ batch }) => {
      const events: DomainEvent[] = [];
      for (const { value } of batch.messages) {
        try {
          events.push(decodeEvent(DomainEvent, value ?? new Uint8Array()));
        } catch {
          // What cannot be read is told by the groups that park it.
        }
      }
      if (events.length > 0) onBatch(events);
    },
  });
  await joined;
  return () => consumer.disconnect();
}
