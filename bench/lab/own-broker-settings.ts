import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';

/** What a mode sets besides where its broker is the lab's own and the environment does not say otherwise. */
export function ownBrokerSettings({ broker: use }: Mode, broker: Broker | null): Record<string, string> {
  if (!broker?.owned) return {};
  const own = {
    ...use?.whenOwned,
    ...(broker.cluster && { LAB_REPLICAS: String(broker.cluster.nodes.length) }),
  };
  return Object.fromEntries(Object.entries(own).filter(([name]) => !process.env[name]));
}
