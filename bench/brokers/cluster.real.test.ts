import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import type { BrokerUse } from '../../common/capabilities.ts';
import type { Mode } from '../../common/mode.ts';
import { acting } from '../../common/workflow/message-table.ts';
import { until } from '../lab/until.ts';
import { modes } from '../modes.ts';
import { forTests } from '../scenarios/for-tests.ts';
import type { Broker } from './broker.ts';
import { startBroker } from './brokers.ts';
import { type BrokerCluster, type BrokerNode, type Copies, isComplete, type NodeLink } from './cluster.ts';

const uses = modes.flatMap((mode) => (mode.broker ? [{ mode, ...mode.broker }] : []));
const WITHIN_MS = 60_000;

describe.each(uses)('three nodes of $kind', ({ mode, kind, probe, declare }: BrokerUse & { mode: Mode }) => {
  const { folder, guard, say, tearDown } = forTests();
  const settings = readSettings({ LAB_DATA_DIR: folder, LAB_REPLICAS: '3' });
  let broker: Broker;
  let cluster: BrokerCluster;

  beforeAll(async () => {
    broker = await startBroker(kind, { probe, say, dataFolder: folder, keep: false, guard, cluster: { nodes: 3 } });
    cluster = broker.cluster as BrokerCluster;
    await declare(broker.url, settings);
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
    const leads = (node: BrokerNode) => copies.filter(({ leader }) => leader === node.name).length;
    const [leader, ...others] = cluster.nodes.toSorted((a, b) => leads(b) - leads(a)) as [BrokerNode, ...BrokerNode[]];
    const follower = others.find(({ name }) => name !== controller) as BrokerNode;
    const link = cluster.links.find(({ from, to }) => from === leader.index && to === follower.index) as NodeLink;
    const operator = await mode.operate({
      brokerUrl: broker.url,
      settings,
      namespace: '',
      urls: {},
      dataFolder: folder,
      start: async () => {},
      stop: async () => {},
    });
    await link.cut();
    await until(
      'a copy of what the leader was given is not in sync',
      async () => {
        // Nobody is behind who has all there is: there must be something new.
        for (const role of acting) await operator.inject(role, Buffer.from('x'), randomUUID()).catch(() => {});
        const view = await cluster.view();
        return view?.copies.some(
          (one) =>
            one.leader === leader.name && one.replicas.includes(follower.name) && !one.inSync.includes(follower.name),
        );
      },
      WITHIN_MS,
    );
    expect((await link.heal()).hits).toBeGreaterThan(0);
    await operator.close();
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
