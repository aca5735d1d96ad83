import amqp from 'amqplib';
import { expect, test } from 'vitest';
import type { BrokerUse } from '../../common/capabilities.ts';
import { until } from '../lab/until.ts';
import { modes } from '../modes.ts';
import type { BrokerNode } from './cluster.ts';
import { useCluster, WITHIN_MS } from './testing/use-cluster.ts';

const STREAM = 'stream-of-test';
const use = modes.find(({ broker }) => broker?.kind === 'rabbitmq')?.broker as BrokerUse;
const { broker, cluster, complete, nodeCalled } = useCluster(use);

async function publish(node: BrokerNode, records: number): Promise<void> {
  const url = broker()
    .url.split(',')
    .find((each) => each.includes(node.address)) as string;
  const connection = await amqp.connect(url);
  try {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(STREAM, { durable: true, arguments: { 'x-queue-type': 'stream' } });
    for (let n = 0; n < records; n++) channel.sendToQueue(STREAM, Buffer.from(String(n)));
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

test('a copy of a stream whose process is there, and which does not tell that it has what its writer has, is not in sync', async () => {
  const streamBy = async (by?: BrokerNode) =>
    (await cluster().view(by))?.copies.find(({ name, leader }) => name === STREAM && leader !== null);
  await publish(cluster().nodes[0] as BrokerNode, 20);
  await until('every copy of the stream has it', async () => (await streamBy())?.inSync.length === 3, WITHIN_MS);
  const { leader } = (await complete()).copies.find(({ name }) => name === STREAM) ?? { leader: null };
  const writer = nodeCalled(leader);
  const follower = cluster().nodes.find((node) => node !== writer) as BrokerNode;
  follower.suspend();
  try {
    await publish(writer, 20);
    const seen = await streamBy(writer);
    expect(seen?.replicas).toContain(follower.name); // nobody has noticed yet
    expect(seen?.inSync).toHaveLength(2);
    expect(seen?.inSync).not.toContain(follower.name);
  } finally {
    follower.resume();
  }
  await until('it has caught up', async () => (await streamBy())?.inSync.length === 3, WITHIN_MS);
});

test('a node that came back with an empty disk tells who writes a stream, or that it cannot, and never that nobody does', async () => {
  const { leader } = (await complete()).copies.find(({ name }) => name === STREAM) ?? { leader: null };
  const node = cluster().nodes.find(({ name }) => name !== leader) as BrokerNode;
  await node.kill();
  await node.wipe();
  await node.start();
  await node.untilListening();
  await complete();
  const told: (string | null)[] = [];
  while (told.length < 8) {
    const seen = (await cluster().view(node))?.copies.find(({ name }) => name === STREAM);
    if (seen) told.push(seen.leader ?? (seen.untold ? 'untold' : null));
  }
  expect(told).not.toContain(null);
  expect(told.some((each) => each?.startsWith('lab'))).toBe(true); // with a new copy the writer may change
});
