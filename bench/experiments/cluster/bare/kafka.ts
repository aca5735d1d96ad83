import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import kafkajs, { type Consumer, type Kafka } from 'kafkajs';
import { type KafkaSetting, kafkaSettings } from '../../../brokers/promises/kafka.ts';
import { followerOf } from '../../../faults/nodes/node-fault.ts';
import { until } from '../../../lab/until.ts';
import { ANSWER_MS, type BareClient, type BareOptions, inTurn, type Turns, within } from './bare.ts';
import { type Connect, writerTo } from './kafka-write.ts';

const READ_MS = 30_000;
const JOIN_MS = 15_000;
/** A node hears of new topics a moment later than the one that made them. */
const KNOWN_MS = 5000;

/**
 * kafkajs on a topic for each setting. Whoever writes has turns of its own, since what one setting meets must not depend on how often
 * the others ask.
 */
export function kafkaBare({ nodes, prefix, settings }: BareOptions): BareClient {
  const addresses = nodes.map(({ address }) => address);
  const own = kafkaSettings.filter(({ name }) => settings.some((setting) => setting.name === name));
  const topicOf = ({ name }: Pick<KafkaSetting, 'name'>) => `${prefix}${name}`;
  const topics = own.map(topicOf);
  const connect: Connect = (retries, seed) =>
    new kafkajs.Kafka({
      clientId: 'cluster',
      brokers: async () => seed(),
      connectionTimeout: 1000,
      requestTimeout: ANSWER_MS,
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries },
      logLevel: kafkajs.logLevel.NOTHING,
    });
  /**
   * Who led when all was made. Everybody begins at another node: whoever leads is found anyhow, and a client that is connected to no
   * other node asks the silent one a second time before it says so.
   */
  let first = 0;
  const seedOf = (turns: Turns<string>) => () => turns.next().slice(0, 1);
  const toAsk = seedOf(inTurn(addresses));
  const followers: Consumer[] = [];

  async function withAdmin<Result>(work: (admin: ReturnType<Kafka['admin']>) => Promise<Result>): Promise<Result> {
    const admin = connect(5, toAsk).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await within(ANSWER_MS, admin.disconnect());
    }
  }

  /** Every record of these topics, once for each time it stands there. */
  async function readOnce(topics: readonly string[]): Promise<Map<string, string[]>> {
    const ids = new Map(topics.map((topic): [string, string[]] => [topic, []]));
    const ends = await withAdmin(async (admin) => {
      const found = topics.map(async (topic) => ({ topic, offsets: await admin.fetchTopicOffsets(topic) }));
      return Promise.all(found);
    });
    const left = new Map<string, number>();
    for (const { topic, offsets } of ends)
      for (const { partition, high, low } of offsets)
        if (Number(high) > Number(low)) left.set(`${topic} ${partition}`, Number(high));
    if (left.size === 0) return ids;
    const consumer = connect(5, toAsk).consumer({
      groupId: `${prefix}all-${randomUUID()}`,
      maxWaitTimeInMs: 50,
      allowAutoTopicCreation: false,
    });
    const { promise: done, resolve } = Promise.withResolvers<void>();
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        async eachBatch({ batch, resolveOffset }) {
          for (const { value } of batch.messages) ids.get(batch.topic)?.push(String(value));
          resolveOffset(batch.lastOffset());
          const place = `${batch.topic} ${batch.partition}`;
          if (Number(batch.lastOffset()) + 1 >= (left.get(place) ?? 0)) left.delete(place);
          if (left.size === 0) resolve();
        },
      });
      if (
        (await within(
          READ_MS,
          done.then(() => true),
        )) === null
      )
        throw new Error(`not read to the end: ${[...left.keys()].join(', ')}`);
      return ids;
    } finally {
      await within(
        ANSWER_MS,
        consumer.disconnect().catch(() => {}),
      );
    }
  }

  return {
    async make(leader) {
      const ids = nodes.map(({ name }) => Number(name));
      first = nodes.indexOf(leader);
      const inTurnFrom = (partition: number) =>
        nodes.map((_, index) => ids[(first + partition + index) % ids.length] as number);
      const pair = [leader, followerOf(nodes, leader)].map(({ name }) => Number(name));
      await withAdmin((admin) =>
        admin.createTopics({
          waitForLeaders: false, // whether all copies are there is asked of the brokers
          topics: own.map((setting) => ({
            topic: topicOf(setting),
            replicaAssignment: Array.from({ length: setting.partitions }, (_, partition) => ({
              partition,
              replicas: setting.replicas === 2 ? pair : inTurnFrom(partition),
            })),
            configEntries: [
              { name: 'min.insync.replicas', value: String(setting.minInSync) },
              { name: 'unclean.leader.election.enable', value: String(setting.unclean) },
            ],
          })),
        }),
      );
    },
    open({ name }) {
      const setting = own.find((each) => each.name === name) as KafkaSetting;
      return writerTo(connect, inTurn(addresses, first + 1), setting, `${prefix}${name}`);
    },
    copiesOf: (setting) =>
      Array.from({ length: setting.partitions ?? 1 }, (_, partition) => `${topicOf(setting)}-${partition}`),
    async follow(onRead) {
      const consumer = connect(20, seedOf(inTurn(addresses, first + 1))).consumer({
        groupId: `${prefix}along`,
        maxWaitTimeInMs: 100,
        sessionTimeout: 6000,
        heartbeatInterval: 500,
        allowAutoTopicCreation: false,
        retry: { retries: 20, maxRetryTime: 1000, restartOnFailure: async () => true },
      });
      followers.push(consumer);
      const { promise: joined, resolve } = Promise.withResolvers<void>();
      consumer.on('consumer.group_join', () => resolve());
      await consumer.connect();
      const subscribed = () => consumer.subscribe({ topics, fromBeginning: true }).then(() => true);
      await until('the node that is asked knows the topics', subscribed, KNOWN_MS);
      await consumer.run({
        eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
          for (const { value } of batch.messages) onRead(String(value));
          resolveOffset(batch.lastOffset());
          await heartbeat();
        },
      });
      await within(JOIN_MS, joined);
    },
    async readAll(some) {
      const asked = some.map(topicOf);
      for (const delay of [0, 1000, 3000]) {
        await setTimeout(delay);
        const ids = await readOnce(asked).catch(() => null);
        if (ids !== null) return asked.map((topic) => ids.get(topic) ?? null);
      }
      return Promise.all(
        asked.map((topic) =>
          readOnce([topic]).then(
            (ids) => ids.get(topic) ?? null,
            () => null,
          ),
        ),
      );
    },
    async remove() {
      await Promise.all(
        followers.map((consumer) =>
          within(
            ANSWER_MS,
            consumer.disconnect().catch(() => {}),
          ),
        ),
      );
      await withAdmin((admin) => admin.deleteTopics({ topics })).catch(() => {});
    },
  };
}
