import { join } from 'node:path';
import type { Broker, BrokerOptions } from './broker.ts';
import { checkAmqpUrl, useExternalBroker } from './external-broker.ts';
import { prepareRabbitmqFolder, RABBITMQ_SETTINGS, randomCredentials } from './rabbitmq-config.ts';
import { obtainRabbitmq } from './rabbitmq-install.ts';
import type { RabbitmqServer } from './rabbitmq-server.ts';
import { startOnFreePorts } from './start-on-ports.ts';

/** The RabbitMQ that AMQP_URL names, or one of our own. Rejects with BrokerUnavailable when there is no way to one. */
export async function startRabbitmq(options: BrokerOptions): Promise<Broker> {
  const named = process.env['AMQP_URL'] ?? '';
  if (named !== '') return useExternalBroker('rabbitmq', checkAmqpUrl(named), 'AMQP_URL', options);
  return runRabbitmq(await obtainRabbitmq(options), options);
}

/**
 * Runs this server with a user, a password, a cookie and a folder of its own, on three loopback ports: AMQP, Erlang
 * distribution, epmd.
 */
function runRabbitmq(server: RabbitmqServer, options: BrokerOptions): Promise<Broker> {
  return startOnFreePorts('rabbitmq', 3, options, async (folder, ports) => {
    const [amqpPort = 0, distributionPort = 0, epmdPort = 0] = ports;
    const who = randomCredentials();
    await prepareRabbitmqFolder(folder, amqpPort, who);
    return {
      kind: 'rabbitmq',
      what: `RabbitMQ ${server.versions.rabbitmq}`,
      url: `amqp://${who.user}:${who.password}@127.0.0.1:${amqpPort}`,
      versions: server.versions,
      settings: RABBITMQ_SETTINGS,
      command: server.command({ folder, amqpPort, distributionPort, epmdPort }),
      folder,
      logFile: join(folder, 'rabbitmq.log'),
      port: amqpPort,
      isBroker: (row) => row.name.startsWith('beam.smp'),
    };
  });
}
