import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import type { BrokerUse } from '../../common/capabilities.ts';
import { until } from '../lab/until.ts';
import { modes } from '../modes.ts';
import { forTests } from '../scenarios/for-tests.ts';
import type { Broker } from './broker.ts';
import { startBroker } from './brokers.ts';
import { type BrokerCluster, type BrokerNode, type Copies, isComplete } from './cluster.ts';

const uses = modes.flatMap(({ broker }) => (broker ? [broker] : []));
const WITHIN_MS = 60_000;

/**
 * Whose words must be lost for a follower without work to be missed: a leader of Kafka counts whoever asks it from the
 * end of the log, whether its answers arrive or not; a follower of RabbitMQ gives up a leader of whom it hears nothing.
 */
const missedWithout: Record<string, 'leader' | 'follower'> = { kafka: 'follower', rabbitmq: 'leader' };

describe.each(uses)('three nodes of $kind', ({ kind, probe, declare }: BrokerUse) => {
  const { folder, guard, say, tearDown } = forTests();
  let broker: Broker;
  let cluster: BrokerCluster;

  beforeAll(async () => {
    broker = await startBroker(kind, { probe, say, dataFolder: folder, keep: false, guard, cluster: { nodes: 3 } });
    cluster = broker.cluster as BrokerCluster;
    await declare(broker.url, readSettings({ LAB_DATA_DIR: folder, LAB_DURABILITY: 'fsync' }));
    await complete();
  });
  afterAll(async () => {
    await tearDown([broker]);
    rmSync(folder, { recursive: true, force: true });
  });

  const complete = () =>
    until(
      'every copy is in sync',
      async () => {
        const view = await cluster.view();
        return view?.online.length === 3 && view.copies.length > 0 && isComplete(view) && view;
      },
      WITHIN_MS,
    );
  const nodeCalled = (name: string | null) => cluster.nodes.find((node) => node.name === name) as BrokerNode;
  const seen = (what: string, holds: (copies: Copies) => boolean, by?: BrokerNode) =>
    until(what, async () => (await cluster.view(by))?.copies.some(holds), WITHIN_MS);

  test('keep a copy each, and tell who leads', async () => {
    const { copies, controller } = await complete();
    for (const { replicas } of copies) expect(replicas).toHaveLength(3);
    expect(cluster.nodes.map(({ name }) => name)).toContain(controller);
    expect(cluster.links).toHaveLength(6);
  });

  test('see that a leader was killed, write without it, and are complete again when it is back', async () => {
    const { copies } = await complete();
    const [{ name, leader }] = copies as [Copies];
    const killed = nodeCalled(leader);
    const before = killed.pid();
    await killed.kill();
    expect(killed.pid()).toBeNull();
    const others = (one: Copies) => one.name === name && one.leader !== null && one.leader !== leader;
    await seen('another node leads', (one) => others(one) && !one.inSync.includes(killed.name));
    await until('a client publishes and reads', () => probe(broker.url).then(() => true), WITHIN_MS);
    await killed.start();
    await killed.untilListening();
    await complete();
    expect(killed.pid()).not.toBe(before);
  });

  test('lose a copy from sight where one direction of one link is cut, and find it again', async () => {
    const { copies, controller } = await complete();
    const led = copies.find(({ leader }) => leader !== controller) as Copies;
    const follower = led.replicas.find((name) => name !== led.leader && name !== controller) as string;
    const ends = { leader: nodeCalled(led.leader).index, follower: nodeCalled(follower).index };
    const from = ends[missedWithout[kind] as keyof typeof ends];
    const to = ends.leader + ends.follower - from;
    const link = cluster.links.find((one) => one.from === from && one.to === to);
    await link?.cut();
    await seen('the follower is not in sync', (one) => one.name === led.name && !one.inSync.includes(follower));
    const toll = await link?.heal();
    expect(toll?.hits).toBeGreaterThan(0);
    await complete();
  });

  test('leave no process and no port when they are stopped', async () => {
    const pids = cluster.nodes.map((node) => node.pid() as number);
    await broker.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    for (const { address } of cluster.nodes) await expect(refuses(address)).resolves.toBe(true);
  });
});

const refuses = (address: string): Promise<boolean> =>
  new Promise((answer) => {
    const [host = '', port] = address.split(':');
    const socket = connect({ host, port: Number(port) }, () => {
      socket.destroy();
      answer(false);
    }).once('error', () => answer(true));
  });
