import { join } from 'node:path';
import { kafkaAccess } from '../../common/base/config.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerKind, BrokerStatus } from './broker-kind.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import type { Installed } from './cache.ts';
import { checkKafkaBrokers, useExternalBroker } from './external-broker.ts';
import { findJava, type Java } from './java.ts';
import { runKafkaCluster } from './kafka-cluster.ts';
import { KAFKA_SETTINGS, OWN_JVM, QUICK_JVM, randomClusterId, serverProperties } from './kafka-config.ts';
import { kafkaInKubernetes } from './kafka-in-kubernetes.ts';
import { findKafka, obtainKafka } from './kafka-install.ts';
import { prepareKafka } from './kafka-program.ts';
import { startOnFreePorts } from './start-on-ports.ts';

const BENCH_PORT = 9094;

export const kafka: BrokerKind = {
  kind: 'kafka',
  name: 'Kafka',
  variable: 'KAFKA_BROKERS',
  check: checkKafkaBrokers,
  touched: { probe: 'a topic probe-…', made: 'topics and consumer groups' },
  versions: ['kafka', 'jdk'],
  nodeMemoryMiB: 350,
  start: startKafka,
  status: kafkaStatus,
  install: async (say) => {
    await findJava(); // before any download: without it Kafka would be of no use
    await obtainKafka({ say });
  },
  access: kafkaAccess,
  container: {
    port: BENCH_PORT,
    memoryMiB: 1024,
    ports: [9092, 9093, BENCH_PORT],
    settingsFor: [],
    // Advertised twice: a client is sent back to where it came from.
    environment: (port) => ({
      KAFKA_LISTENERS: `PLAINTEXT://:9092,CONTROLLER://localhost:9093,BENCH://:${BENCH_PORT}`,
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://broker:9092,BENCH://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,BENCH:PLAINTEXT',
    }),
    url: async (_, port) => `127.0.0.1:${port}`,
  },
  inKubernetes: kafkaInKubernetes,
};

async function kafkaStatus(): Promise<BrokerStatus> {
  try {
    const java = await findJava();
    const installed = await findKafka();
    if (installed === null) return { kind: 'kafka', ready: false, versions: {}, note: 'not installed yet' };
    const versions = { ...installed.facts, jdk: java.version, obtained: 'Maven artifacts' };
    return { kind: 'kafka', ready: true, versions, note: '' };
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return { kind: 'kafka', ready: false, versions: {}, note: error.message };
  }
}

/** The Kafka that KAFKA_BROKERS names, or one of our own. Rejects with BrokerUnavailable when there is no way to one. */
async function startKafka(options: BrokerOptions): Promise<Broker> {
  const named = process.env[kafka.variable] ?? '';
  if (named !== '') return useExternalBroker(kafka, checkKafkaBrokers(named), options);
  const java = await findJava(); // before any download: without it Kafka would be of no use
  const installed = await obtainKafka(options);
  const { cluster } = options;
  return cluster ? runKafkaCluster(java, installed, options, cluster) : runKafka(java, installed, options);
}

/** One KRaft node on two loopback ports: clients and controller. */
function runKafka(java: Java, installed: Installed, options: BrokerOptions): Promise<Broker> {
  return startOnFreePorts('kafka', 2, options, async (folder, ports) => {
    const [port = 0, controllerPort = 0] = ports;
    const { program, format } = await prepareKafka(
      java,
      installed,
      folder,
      serverProperties(folder, port, controllerPort),
    );
    await format(randomClusterId(), options);
    const version = installed.facts['kafka'] ?? 'unknown';
    const jvm = options.measured ? OWN_JVM : QUICK_JVM;
    return {
      kind: 'kafka',
      what: `Kafka ${version}`,
      url: `127.0.0.1:${port}`,
      versions: { kafka: version, jdk: java.version, obtained: 'Maven artifacts' },
      settings: { ...KAFKA_SETTINGS, jvm: jvm.join(' ') },
      command: program(jvm),
      folder,
      logFile: join(folder, 'kafka.log'),
      port,
      isBroker: (row) => row.name.startsWith('java'),
    };
  });
}
