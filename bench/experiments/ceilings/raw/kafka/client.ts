import { randomUUID } from 'node:crypto';
import { bodyOf } from '../events.ts';
import { plainConsumer, plainKafka, plainProducer, runPlainly } from './plain.ts';

/** Rows 5 and 6, told to the parent: kafkajs alone, sending batches and then consuming what it sent. */
const { url, name, durability, seconds, window, partitions } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  seconds: number;
  /** Records per batch; one batch is on its way at a time. */
  window: number;
  partitions: number;
};
const WARM_UP_SHARE = 0.2;
const BATCHES = Array.from({ length: 8 }, (_, batch) =>
  Array.from({ length: window }, (_unused, n) => ({ key: randomUUID(), value: bodyOf(batch * window + n) })),
);

const kafka = plainKafka(name, url);
const admin = kafka.admin();
await admin.connect();
const configEntries = durability === 'fsync' ? [{ name: 'flush.messages', value: '1' }] : [];
await admin.createTopics({ topics: [{ topic: name, numPartitions: partitions, configEntries }], waitForLeaders: true });

const publish = await publishFor(seconds);
const consume = await consumeAll(publish.records);
await admin.deleteTopics({ topics: [name] });
await admin.deleteGroups([name]);
await admin.disconnect();
process.send?.({ publish: publish.perSecond, consume });

async function publishFor(lasts: number) {
  const producer = await plainProducer(kafka);
  const start = performance.now();
  const countFrom = start + lasts * 1000 * WARM_UP_SHARE;
  let records = 0;
  let counted = 0;
  let now = start;
  for (let n = 0; now < start + lasts * 1000; n++) {
    const messages = BATCHES[n % BATCHES.length] ?? [];
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic: name, messages }] });
    now = performance.now();
    records += messages.length;
    if (now >= countFrom) counted += messages.length;
  }
  await producer.disconnect();
  return { records, perSecond: (counted * 1000) / (now - countFrom) };
}

async function consumeAll(records: number): Promise<number> {
  const consumer = plainConsumer(kafka, name);
  await consumer.connect();
  await consumer.subscribe({ topics: [name], fromBeginning: true });
  const countFrom = records * WARM_UP_SHARE;
  let seen = 0;
  let counted = 0;
  let start = 0;
  const { promise: done, resolve } = Promise.withResolvers<number>();
  await runPlainly(consumer, {
    after(messages) {
      seen += messages.length;
      if (start > 0) counted += messages.length;
      else if (seen >= countFrom) start = performance.now();
      if (seen >= records) resolve((counted * 1000) / (performance.now() - start));
    },
  });
  const perSecond = await done;
  await consumer.disconnect();
  return perSecond;
}
