import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import kafkajs, { type ISocketFactory, type Kafka, type logLevel } from 'kafkajs';
import { ConfigError, type Settings } from '../../common/base/config.ts';
import type { Log } from '../../common/observe/log.ts';
import { clientPolicy } from '../topology.ts';

type Access = 'KAFKA_BROKERS' | 'KAFKA_TLS' | 'KAFKA_USER' | 'KAFKA_PASSWORD';

/** Knows the brokers; connections come about when a producer, a consumer or an admin connects. */
export function connectTo(
  settings: Pick<Settings, Access | 'LAB_CONFIRM_TIMEOUT_MS' | 'LAB_KAFKA_VIA'>,
  clientId: string,
  log: Pick<Log, 'warn' | 'debug'> | null,
): Kafka {
  if (!settings.KAFKA_BROKERS) throw new ConfigError('KAFKA_BROKERS is missing. Set it to host:port[,host:port].');
  return new kafkajs.Kafka({
    clientId,
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: clientPolicy.connectTimeoutMs,
    ssl: settings.KAFKA_TLS,
    ...(settings.KAFKA_USER && {
      sasl: { mechanism: 'scram-sha-512', username: settings.KAFKA_USER, password: settings.KAFKA_PASSWORD },
    }),
    ...(settings.LAB_KAFKA_VIA && { socketFactory: socketsTo(settings.LAB_KAFKA_VIA) }),
    requestTimeout: settings.LAB_CONFIRM_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 5 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => {
      const level = (entry.level as logLevel) === kafkajs.logLevel.ERROR ? 'warn' : 'debug';
      log?.[level]({ client: entry.namespace, error: entry.log['error'] }, entry.log.message);
    },
  });
}

/** Whatever a broker advertises, connections go here. */
function socketsTo(address: string): ISocketFactory {
  const [host, port] = address.split(':');
  const there = { host, port: Number(port), keepAlive: true };
  return ({ host: name, ssl, onConnect }) => {
    if (!ssl) return connect(there, onConnect);
    return connectTls({ ...there, ...(!isIP(name) && { servername: name }), ...ssl }, onConnect);
  };
}
