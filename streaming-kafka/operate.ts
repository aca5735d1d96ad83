import type { Admin } from 'kafkajs';
import type { Settings } from '../common/base/config.ts';
import type { Operator, Role, Running } from '../common/mode.ts';
import { followLog, historySources } from './history-sources.ts';
import { positionsOf, readBacklog, readPositions } from './operate/backlog.ts';
import { connectAs, produce, readAll } from './operate/connect.ts';
import { readParked, redrive } from './operate/dead-letters.ts';
import { deliverAgain, inject } from './operate/deliver.ts';
import { foreignCases, foreignSender } from './operate/foreign-cases.ts';
import { readInForce } from './operate/in-force.ts';
import { openOrderClient } from './operate/order-client.ts';
import { deleteBefore, readRecords, rewind } from './operate/rewind.ts';
import { type Consumer, deadLettersOf, type Topology, topologyOf } from './topology.ts';
import { prepareFor } from './transport/declare.ts';

/** Creates a topic of its own, produces to it, reads the record back, and removes it. */
export async function probe(brokers: string): Promise<void> {
  const kafka = connectAs('probe', brokers);
  const topic = `probe-${process.pid}-${Date.now()}`;
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    await produce(kafka, [{ topic, key: null, value: Buffer.from('probe') }]);
    const records = await readAll(kafka, topic, 1);
    if (records.length !== 1) throw new Error('Kafka lost the probe.');
    await admin.deleteTopics({ topics: [topic] });
  } finally {
    await admin.disconnect();
  }
}

export const declare = (brokers: string, settings: Settings): Promise<void> =>
  prepareFor(settings, topologyOf(settings), connectAs('operator', brokers))();

export async function operate({ brokerUrl, settings, dataFolder }: Running): Promise<Operator> {
  if (!brokerUrl) throw new Error('This mode needs a broker.');
  const topology = topologyOf(settings);
  const consumerOf = { ...topology, payments: topology.payments ?? topology.orders } satisfies Record<Role, Consumer>;
  const kafka = connectAs('operator', brokerUrl);
  const admin = kafka.admin();
  const connecting = admin.connect();
  connecting.catch(() => {}); // whoever asks for something is told
  const stranger = foreignSender(brokerUrl, topology);
  const connected = async () => {
    await connecting;
    return admin;
  };
  return {
    backlog: async () => readBacklog(await connected(), topology),
    parked: () => readParked(kafka, topology),
    redrive: async (only) => redrive(kafka, await connected(), topology, only),
    deliverAgain: ({ orderId }) => deliverAgain(kafka, topology, dataFolder, orderId),
    inject: (role, bytes, id) => inject(kafka, consumerOf[role].topics[0] as string, bytes, id),
    positions: async () => readPositions(await connected(), topology),
    records: () => readRecords(kafka, topology),
    async rewind(role, to = { kind: 'earliest' }) {
      await rewind(kafka, await connected(), consumerOf[role], to);
      return positionsOf(admin, consumerOf[role]);
    },
    async truncate(role, keepFrom) {
      for (const topic of consumerOf[role].topics) {
        const ofTopic = keepFrom.filter((one) => one.topic === topic);
        await deleteBefore(await connected(), topic, ofTopic);
      }
    },
    sources: () => historySources(kafka, topology),
    follow: (group, onBatch) => followLog(kafka, settings.LAB_NAMESPACE + group, topology, onBatch),
    orderClient: (name, took) => openOrderClient(kafka, topology, name ?? 'client', took),
    inForce: async () => readInForce(await connected(), topology),
    foreignCases: () => foreignCases(brokerUrl, topology),
    sendForeign: stranger.send,
    dismiss: async (listener) => dismiss(await connected(), settings.LAB_NAMESPACE + listener),
    remove: async () => remove(await connected(), topology),
    async close() {
      await connecting.catch(() => {});
      await admin.disconnect();
      await stranger.close();
    },
  };
}

async function remove(admin: Admin, { allTopics, consumers }: Topology): Promise<void> {
  const names = [...allTopics, ...consumers.map(({ group }) => deadLettersOf(group))];
  const existing = new Set(await admin.listTopics());
  await admin.deleteTopics({ topics: names.filter((name) => existing.has(name)) });
  await admin.deleteGroups(consumers.map(({ group }) => group)).catch(() => {});
}

async function dismiss(admin: Admin, group: string): Promise<void> {
  await admin.deleteGroups([group]).catch(() => {}); // it may never have read anything
  const topic = deadLettersOf(group);
  if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
}
