import type { Mode } from '../../common/mode.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerKind } from './broker-kind.ts';
import { namedBy } from './external-broker.ts';
import { kafka } from './kafka.ts';
import { postgresql } from './postgresql.ts';
import { rabbitmq } from './rabbitmq.ts';

/** The one place that names them. */
export const brokerKinds: readonly BrokerKind[] = [rabbitmq, kafka];

/** What the lab can start besides services: the brokers, and the server that keeps shared stores. */
export const serverKinds = [...brokerKinds, postgresql];

export function brokerKind(kind: string): BrokerKind {
  const found = brokerKinds.find((one) => one.kind === kind);
  if (!found) throw new Error(`There is no broker ${kind}. Known: ${brokerKinds.map((one) => one.kind).join(', ')}.`);
  return found;
}

/** Whether the broker of a mode is one that somebody else runs. */
export const isForeign = ({ broker }: Pick<Mode, 'broker'>): boolean =>
  broker !== null && namedBy(brokerKind(broker.kind)) !== '';

/**
 * A broker that a real client has published to and read from: the running one that its variable names, or one of the
 * lab's own, installed first when the cache has none. Rejects with BrokerUnavailable when this machine has no way to one;
 * then nothing is left running.
 */
export const startBroker = (kind: string, options: BrokerOptions): Promise<Broker> => brokerKind(kind).start(options);
