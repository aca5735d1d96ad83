import type { Mode } from '../../../common/mode.ts';

/** Where a broker listens for what is on the network `edge`: the bench, by a port of 127.0.0.1. */
const benchPort = { rabbitmq: 5672, kafka: 9094 } as const;

/**
 * What a bench adds to a mode's docker-compose.yml, as a compose file of its own: the settings of the trial, and a way to
 * the broker for the checks, which nobody else has. Nothing of what is there is taken away.
 */
export function benchOverride(mode: Mode, settings: Record<string, string>, brokerPort: number): unknown {
  const names = mode.services.map(({ name }) => name);
  if (mode.broker === 'rabbitmq') names.push('credentials'); // makes the queues, durable as the settings say
  const services: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, { environment: settings }]));
  if (mode.broker !== 'none') {
    services['broker'] = {
      ports: [`127.0.0.1:${brokerPort}:${benchPort[mode.broker]}`],
      networks: ['edge'],
      ...(mode.broker === 'kafka' && { environment: kafkaListeners(brokerPort) }),
    };
  }
  return { services };
}

/** Advertised twice: a client is sent back to where it came from. */
const kafkaListeners = (port: number) => ({
  KAFKA_LISTENERS: `PLAINTEXT://:9092,CONTROLLER://localhost:9093,BENCH://:${benchPort.kafka}`,
  KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://broker:9092,BENCH://127.0.0.1:${port}`,
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,BENCH:PLAINTEXT',
});
