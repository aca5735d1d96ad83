import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { acting } from '../../common/workflow/message-table.ts';
import { until } from '../lab/until.ts';
import { modes } from '../modes.ts';
import type { BrokerNode, NodeLink } from './cluster.ts';
import { useCluster } from './testing/use-cluster.ts';

/** Nodes of RabbitMQ miss each other after Erlang's `net_ticktime`: 60 s, and a quarter more or less. */
const NOTICED_MS = 100_000;
const uses = modes.flatMap((mode) => (mode.broker ? [{ mode, use: mode.broker, kind: mode.broker.kind }] : []));

describe.each(uses)('three nodes of $kind', ({ mode, use }) => {
  const { folder, settings, broker, cluster, complete } = useCluster(use);

  test('lose a copy from sight where one direction of one link is cut, and find it again', {
    timeout: 2 * NOTICED_MS,
  }, async () => {
    const { copies, controller } = await complete();
    const leads = (node: BrokerNode) => copies.filter(({ leader }) => leader === node.name).length;
    const [leader, ...others] = cluster().nodes.toSorted((a, b) => leads(b) - leads(a)) as [
      BrokerNode,
      ...BrokerNode[],
    ];
    const follower = others.find(({ name }) => name !== controller) as BrokerNode;
    const link = cluster().links.find(({ from, to }) => from === leader.index && to === follower.index) as NodeLink;
    const operator = await mode.operate({
      brokerUrl: broker().url,
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
        const view = await cluster().view();
        return view?.copies.some(
          (one) =>
            one.leader === leader.name && one.replicas.includes(follower.name) && !one.inSync.includes(follower.name),
        );
      },
      NOTICED_MS,
    );
    expect((await link.heal()).hits).toBeGreaterThan(0);
    await operator.close();
    await complete();
  });
});
