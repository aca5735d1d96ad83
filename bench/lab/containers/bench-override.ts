import type { Mode } from '../../../common/mode.ts';
import { brokerKind } from '../../brokers/brokers.ts';

/**
 * What a bench adds to a mode's docker-compose.yml, as a compose file of its own: the settings of the trial, and a way to
 * the broker for the checks, which nobody else has. Nothing of what is there is taken away.
 */
export function benchOverride(mode: Mode, settings: Record<string, string>, brokerPort: number): unknown {
  const broker = mode.broker && brokerKind(mode.broker.kind).container;
  const names = [...mode.services.map(({ name }) => name), ...(broker?.settingsFor ?? [])];
  const services: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, { environment: settings }]));
  if (broker) {
    services['broker'] = {
      ports: [`127.0.0.1:${brokerPort}:${broker.port}`],
      networks: ['edge'],
      ...(broker.environment && { environment: broker.environment(brokerPort) }),
    };
  }
  return { services };
}
