import { PARTITIONS, plainKafka } from './plain.ts';

/** Makes or removes the topics of an empty pipeline, and tells the parent when it is done. */
const { url, name, durability, what } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  what: 'make' | 'remove';
};
const topics = ['placed', 'reserved', 'sent'].map((what) => `${name}-${what}`);

const admin = plainKafka(name, url).admin();
await admin.connect();
if (what === 'remove') await admin.deleteTopics({ topics });
else {
  const configEntries = durability === 'fsync' ? [{ name: 'flush.messages', value: '1' }] : [];
  const wanted = topics.map((topic) => ({ topic, numPartitions: PARTITIONS, configEntries }));
  await admin.createTopics({ topics: wanted, waitForLeaders: true });
}
await admin.disconnect();
process.send?.({ done: true });
