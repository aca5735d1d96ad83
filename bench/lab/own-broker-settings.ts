import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';

/** What a mode sets besides where its broker is the lab's own and the environment does not say otherwise. */
export const ownBrokerSettings = ({ broker: use }: Mode, broker: Broker | null): Record<string, string> =>
  broker?.owned ? Object.fromEntries(Object.entries(use?.whenOwned ?? {}).filter(([name]) => !process.env[name])) : {};
