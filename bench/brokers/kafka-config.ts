import { randomBytes } from 'node:crypto';

/**
 * What is set because it decides how the broker behaves; all else is Kafka's default. Nothing is flushed but by the
 * kernel unless a topic asks for it (`flush.messages`).
 */
export const KAFKA_SETTINGS: Record<string, string> = {
  'auto.create.topics.enable': 'false',
  'num.partitions': '1',
  'default.replication.factor': '1',
  'min.insync.replicas': '1',
  // One node: the internal topics cannot have more than one replica.
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '500',
  // A broker that was killed is let back in when its old session has expired: 9 s by default. Not within the second in which it loads
  // its groups for the leadership it had before: it may then lead them no more (docs/traps.md).
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '250',
  'controlled.shutdown.enable': 'true',
  'log.cleaner.dedupe.buffer.size': '4194304',
};

/** A small heap and a quick start, for tests and for whoever waits at a screen: what is up soonest is slower for long. */
export const quickJvm = (heapMiB: number): string[] => [
  `-Xms${heapMiB}m`,
  `-Xmx${heapMiB}m`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
];

/** Of a single node. */
export const QUICK_JVM = quickJvm(512);

/** As Kafka's own scripts run it (`kafka-server-start.sh`, `kafka-run-class.sh` of 4.x), and so whoever uses them: for what is measured. */
export const OWN_JVM = [
  '-Xms1g',
  '-Xmx1g',
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-XX:MaxInlineLevel=15',
];

/** The text of server.properties: one node that is broker and controller, on two loopback ports. */
export function serverProperties(folder: string, port: number, controllerPort: number): string {
  return properties({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': `${folder}/data`,
    ...KAFKA_SETTINGS,
  });
}

export const properties = (lines: Record<string, string>): string =>
  Object.entries(lines)
    .map(([key, value]) => `${key}=${inProperties(value)}\n`)
    .join('');

/** Java reads such a file as Latin-1: what is not ASCII is written by its number. */
const inProperties = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The text of log4j2.properties: warnings and worse, to the console, which is the broker's log file. */
export function log4jProperties(): string {
  return [
    'status=error',
    'rootLogger.level=warn',
    'rootLogger.appenderRef.console.ref=Console',
    'appender.console.type=Console',
    'appender.console.name=Console',
    'appender.console.layout.type=PatternLayout',
    'appender.console.layout.pattern=%d %p %m (%c)%n',
    '',
  ].join('\n');
}

/** A cluster id of its own: 16 random bytes, base64url, not starting with a dash (it is an argument). */
export function randomClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? randomClusterId() : id;
}
