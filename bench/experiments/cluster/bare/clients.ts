import type { BareClient, BareOptions } from './bare.ts';
import { kafkaBare } from './kafka.ts';
import { rabbitmqBare } from './rabbitmq.ts';

/** By the kind of the broker. */
export const bareClients: Record<string, (options: BareOptions) => BareClient> = {
  kafka: kafkaBare,
  rabbitmq: rabbitmqBare,
};
