import { join } from 'node:path';
import { execa } from 'execa';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerKind, BrokerStatus } from './broker-kind.ts';
import { checkAmqpUrl, useExternalBroker } from './external-broker.ts';
import { runRabbitmqCluster } from './rabbitmq-cluster.ts';
import { prepareRabbitmqFolder, RABBITMQ_SETTINGS, rabbitmqConf, randomCredentials } from './rabbitmq-config.ts';
import { rabbitmqInKubernetes } from './rabbitmq-in-kubernetes.ts';
import { findRabbitmq, installRabbitmq, obtainRabbitmq } from './rabbitmq-install.ts';
import type { RabbitmqServer } from './rabbitmq-server.ts';
import { startOnFreePorts } from './start-on-ports.ts';

export const rabbitmq: BrokerKind = {
  kind: 'rabbitmq',
  name: 'RabbitMQ',
  variable: 'AMQP_URL',
  usualPorts: { 'amqp:': 5672 },
  check: checkAmqpUrl,
  touched: { probe: 'a queue of its own', made: 'exchanges and queues' },
  versions: ['rabbitmq', 'erlang'],
  nodeMemoryMiB: 200,
  start: startRabbitmq,
  status: rabbitmqStatus,
  install: async (say) => void (await installRabbitmq({ say })),
  container: {
    port: 5672,
    memoryMiB: 512,
    ports: [4369, 5671, 5672, 15672, 15692, 25672],
    metrics: 'How long RabbitMQ’s queues are, the broker itself tells: `rabbitmq_detailed_queue_messages`.',
    settingsFor: ['credentials'], // makes the queues, durable as the settings say
    url: operatorUrl,
  },
  inKubernetes: rabbitmqInKubernetes,
};

async function rabbitmqStatus(): Promise<BrokerStatus> {
  const server = await findRabbitmq();
  if (server === null) return { kind: 'rabbitmq', ready: false, versions: {}, note: 'not installed yet' };
  return { kind: 'rabbitmq', ready: true, versions: server.versions, note: server.warning ?? '' };
}

/** Its password is made at the first start (async-rabbitmq/write-credentials.ts), and known to the broker's own container. */
async function operatorUrl(id: string, port: number): Promise<string> {
  const { stdout } = await execa('docker', ['exec', id, 'cat', '/run/credentials/operator-password']);
  return `amqp://operator:${encodeURIComponent(stdout.trim())}@127.0.0.1:${port}`;
}

/** The RabbitMQ that AMQP_URL names, or one of our own. Rejects with BrokerUnavailable when there is no way to one. */
async function startRabbitmq(options: BrokerOptions): Promise<Broker> {
  const named = process.env[rabbitmq.variable] ?? '';
  if (named !== '') return useExternalBroker(rabbitmq, checkAmqpUrl(named), options);
  const server = await obtainRabbitmq(options);
  const { cluster } = options;
  return cluster ? runRabbitmqCluster(server, options, cluster) : runRabbitmq(server, options);
}

/**
 * Runs this server with a user, a password, a cookie and a folder of its own, on three loopback ports: AMQP, Erlang
 * distribution, epmd.
 */
function runRabbitmq(server: RabbitmqServer, options: BrokerOptions): Promise<Broker> {
  return startOnFreePorts('rabbitmq', 3, options, async (folder, ports) => {
    const [amqpPort = 0, distributionPort = 0, epmdPort = 0] = ports;
    const who = randomCredentials();
    await prepareRabbitmqFolder(folder, rabbitmqConf(amqpPort, who));
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
