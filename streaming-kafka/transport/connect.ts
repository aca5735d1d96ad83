import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory, Kafka, logLevel } from 'kafkajs';
import { ConfigError, type Settings } from '../../common/base/config.ts';
import type { Log } from '../../common/observe/log.ts';
import { clientPolicy } from '../topology.ts';
import { kafkajs } from './mended-client.ts';

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
    brokers: inTurn(settings.KAFKA_BROKERS.split(',').map(withoutColons)),
    connectionTimeout: clientPolicy.connectTimeoutMs,
    ssl: settings.KAFKA_TLS,
    ...(settings.KAFKA_USER && {
      sasl: { mechanism: 'scram-sha-512', username: settings.KAFKA_USER, password: settings.KAFKA_PASSWORD },
    }),
    socketFactory: socketsBy(settings.LAB_KAFKA_VIA),
    requestTimeout: settings.LAB_CONFIRM_TIMEOUT_MS,
    retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 5 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => {
      const level = (entry.level as logLevel) === kafkajs.logLevel.ERROR ? 'warn' : 'debug';
      log?.[level]({ client: entry.namespace, error: entry.log['error'] }, entry.log.message);
    },
  });
}

/**
 * One broker to be asked first, another one each time: kafkajs begins with the first of a list in every new client, and
 * where that one is silent, or cut off from the others, all that follow would ask it again. Every round begins one further
 * on, so that of callers who take turns none always meets the same.
 */
export function inTurn(brokers: readonly string[]): () => string[] {
  let turn = 0;
  return () => {
    const at = (turn + Math.floor(turn / brokers.length)) % brokers.length;
    turn++;
    return brokers.slice(at, at + 1);
  };
}

/** `[::1]:9092`: kafkajs takes all before the first colon for the host, so an address of IPv6 is handed to it without any. */
const withoutColons = (broker: string): string =>
  broker.replace(/^\[(.*)\]/, (_, address: string) => IPV6 + address.replaceAll(':', '_'));

const withColons = (host: string): string =>
  host.startsWith(IPV6) ? host.slice(IPV6.length).replaceAll('_', ':') : host;

/** No name of a host begins like this. */
const IPV6 = '_ipv6_';
const KEEP_ALIVE_MS = 60_000;

/** As kafkajs makes them, without Nagle's algorithm, also to addresses of IPv6. With `via`, connections go there, whatever a broker advertises. */
function socketsBy(via: string | undefined): ISocketFactory {
  const ways = new Map(via?.split(',').map(wayOf));
  return ({ host, port, ssl, onConnect }) => {
    const name = withColons(host);
    const [viaHost, viaPort] = (ways.get(`${name}:${port}`) ?? ways.get(ANY))?.split(':') ?? [];
    const there = { host: viaHost ?? name, port: Number(viaPort ?? port) };
    const socket = ssl
      ? connectTls({ ...there, ...(!isIP(name) && { servername: name }), ...ssl }, onConnect)
      : connect(there, onConnect);
    return socket.setNoDelay(clientPolicy.noDelay).setKeepAlive(true, KEEP_ALIVE_MS);
  };
}

const ANY = '';

/** `broker=way`, or the way of every broker. */
function wayOf(text: string): [broker: string, way: string] {
  const [first = '', second] = text.split('=');
  return second === undefined ? [ANY, first] : [first, second];
}
