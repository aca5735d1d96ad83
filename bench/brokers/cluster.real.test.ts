import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { modes } from '../modes.ts';
import type { Copies } from './cluster.ts';
import { useCluster, WITHIN_MS } from './testing/use-cluster.ts';

const uses = modes.flatMap(({ broker }) => broker ?? []);

describe.each(uses)('three nodes of $kind', (use) => {
  const { broker, cluster, complete, nodeCalled } = useCluster(use);
  const seen = (what: string, holds: (copies: Copies) => boolean) =>
    until(what, async () => (await cluster().view())?.copies.some(holds), WITHIN_MS);

  test('keep a copy each, and tell who leads', async () => {
    const { copies, controller } = await complete();
    for (const { replicas } of copies) expect(replicas).toHaveLength(3);
    expect(cluster().nodes.map(({ name }) => name)).toContain(controller);
    expect(cluster().links).toHaveLength(6);
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
    await until('a client publishes and reads', () => use.probe(broker().url).then(() => true), WITHIN_MS);
    await killed.start();
    await killed.untilListening();
    await complete();
    expect(killed.pid()).not.toBe(before);
  });

  test('leave no process and no port when they are stopped', async () => {
    const pids = cluster().nodes.map((node) => node.pid() as number);
    await broker().stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    for (const { address } of cluster().nodes) await expect(refuses(address)).resolves.toBe(true);
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
