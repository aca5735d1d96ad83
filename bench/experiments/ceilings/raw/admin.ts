import amqp from 'amqplib';
import kafkajs from 'kafkajs';

/** Makes or removes what an empty pipeline has on its broker, and tells the parent when it is done. */
const { kind, url, name, durability, what } = JSON.parse(process.argv[2] ?? '{}') as {
  kind: 'rabbitmq' | 'kafka';
  url: string;
  name: string;
  durability: 'page-cache' | 'fsync';
  what: 'make' | 'remove';
};
const topics = ['placed', 'reserved', 'sent'].map((what) => `${name}-${what}`);

if (kind === 'kafka') {
  const admin = new kafkajs.Kafka({ brokers: url.split(','), logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const configEntries = durability === 'fsync' ? [{ name: 'flush.messages', value: '1' }] : [];
  if (what === 'remove') await admin.deleteTopics({ topics });
  else {
    const wanted = topics.map((topic) => ({ topic, numPartitions: 3, configEntries }));
    await admin.createTopics({ topics: wanted, waitForLeaders: true });
  }
  await admin.disconnect();
} else if (what === 'remove') {
  const connection = await amqp.connect(url);
  const channel = await connection.createChannel();
  for (const role of ['orders', 'inventory', 'notifications']) await channel.deleteQueue(`${name}.${role}`);
  await channel.deleteExchange(name);
  await connection.close();
}
process.send?.({ done: true });
