import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { readSettings } from '../../../common/base/config.ts';
import type { BrokerUse } from '../../../common/capabilities.ts';
import { until } from '../../lab/until.ts';
import { forTests } from '../../scenarios/for-tests.ts';
import type { Broker } from '../broker.ts';
import { startBroker } from '../brokers.ts';
import { type BrokerCluster, type BrokerNode, type ClusterView, isComplete } from '../cluster.ts';

export const WITHIN_MS = 60_000;

/** Three nodes of a broker for the tests of one block, with what a mode declares on them. */
export function useCluster({ kind, probe, declare }: BrokerUse) {
  const { folder, guard, say, tearDown } = forTests();
  const settings = readSettings({ LAB_DATA_DIR: folder, LAB_REPLICAS: '3' });
  let broker: Broker;

  const cluster = () => broker.cluster as BrokerCluster;
  const complete = (): Promise<ClusterView> =>
    until(
      'every copy is in sync',
      async () => {
        const view = await cluster().view();
        return view?.online.length === 3 && view.copies.length > 0 && isComplete(view) && view;
      },
      WITHIN_MS,
    );

  beforeAll(async () => {
    broker = await startBroker(kind, { probe, say, dataFolder: folder, keep: false, guard, cluster: { nodes: 3 } });
    await declare(broker.url, settings);
    await complete();
  });
  afterAll(async () => {
    await tearDown([broker]);
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    folder,
    settings,
    broker: () => broker,
    cluster,
    complete,
    nodeCalled: (name: string | null) => cluster().nodes.find((node) => node.name === name) as BrokerNode,
  };
}
