import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';

/**
 * What a mode sets besides where its broker is the lab's own and the environment does not say otherwise. `delayed`: what the broker
 * answers will come late; sessions that notice a dead member soon would give up a living one then, and are left as usual.
 */
export function ownBrokerSettings(
  { broker: use }: Mode,
  broker: Broker | null,
  delayed = false,
): Record<string, string> {
  if (!broker?.owned) return {};
  const own = {
    ...(!delayed && use?.whenOwned),
    ...(broker.cluster && { LAB_REPLICAS: String(broker.cluster.nodes.length) }),
  };
  return Object.fromEntries(Object.entries(own).filter(([name]) => !process.env[name]));
}
