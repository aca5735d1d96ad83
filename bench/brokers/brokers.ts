import type { Broker, BrokerOptions } from './broker.ts';
import { startKafka } from './kafka.ts';
import { startRabbitmq } from './rabbitmq.ts';

/**
 * A broker that a real client has published to and read from: the running one that AMQP_URL or KAFKA_BROKERS names,
 * or one of the lab's own, installed first when the cache has none. Rejects with BrokerUnavailable when this machine
 * has no way to one; then nothing is left running.
 */
export function startBroker(kind: Broker['kind'], options: BrokerOptions): Promise<Broker> {
  return kind === 'rabbitmq' ? startRabbitmq(options) : startKafka(options);
}

export { brokerStatus, installBrokers } from './broker-status.ts';
export { cleanBrokers } from './clean-brokers.ts';
