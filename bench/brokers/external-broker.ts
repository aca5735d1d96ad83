import { barePercent, isDecodable } from '../../common/base/config.ts';
import { addressesOf } from './addresses.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerKind } from './broker-kind.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { untilReady } from './ready.ts';

const DEADLINE_MS = 15_000;

/**
 * A broker that somebody else runs, named by an environment variable. Resolves when a real client has published and
 * read; rejects with BrokerUnavailable when that does not happen within 15 s.
 */
export async function useExternalBroker(
  { kind, name, variable }: Pick<BrokerKind, 'kind' | 'name' | 'variable'>,
  url: string,
  options: Pick<BrokerOptions, 'probe'>,
): Promise<Broker> {
  const what = `the ${name} named by ${variable}`;
  const ready = { what, url, port: null, probe: options.probe, logFile: null, ended: () => null };
  await untilReady({ ...ready, deadlineMs: DEADLINE_MS }).catch((error: Error) => {
    throw new BrokerUnavailable(kind, error.message, { cause: error });
  });
  const refuse = () => Promise.reject(new Error(`${what} is not ours: it can be neither killed nor restarted`));
  return {
    kind,
    url,
    owned: false,
    cluster: null,
    versions: { obtained: variable },
    settings: {}, // whatever its owner chose: not known here
    pid: () => null,
    suspend: refuse,
    kill: refuse,
    restart: refuse,
    stop: () => Promise.resolve(),
    onUnexpectedExit: () => {}, // not our process: nobody tells us
  };
}

/** What the variable of a kind says of one that somebody else runs; empty: there is none. */
export const namedBy = ({ variable }: Pick<BrokerKind, 'variable'>): string => process.env[variable] ?? '';

/** How what is made there is called, and whether it stays when the session ends. */
export interface MadeNames {
  prefix: string;
  stay: boolean;
}

/** What will be done on one that somebody else runs, for its owner; `text` as `check` gave it. */
export function wordsOfTouched(
  { name, variable, touched }: Pick<BrokerKind, 'name' | 'variable' | 'touched'>,
  text: string,
  { prefix, stay }: MadeNames,
): string {
  const urls = text.split(/,(?=\w+:\/\/)/); // a password may have a comma
  const hosts = text.includes('://') ? urls.map((one) => new URL(one).host) : text.split(',');
  const names = prefix === '' ? 'under their plain names' : `whose names begin with ${prefix}`;
  return (
    `${name} at ${hosts.join(', ')} is not ours (${variable}). It is tried with ${touched.probe}; then ${touched.made} are made ` +
    `${names}${stay ? ', and stay' : ', and removed at the end'}. Nothing else there is touched, and it is not stopped.`
  );
}

/**
 * AMQP URLs that name a user and a password, one or several after commas. Throws otherwise: amqplib would silently log in as guest:guest.
 * The message never repeats a password.
 */
export const checkAmqpUrl = (text: string): string => addressesOf(text).map(checkOneUrl).join(',');

function checkOneUrl(text: string): string {
  const expected = 'AMQP_URL: expected amqp://user:password@host:port';
  if (!URL.canParse(text)) throw new BrokerUnavailable('rabbitmq', `${expected}, got something that is no URL`);
  if (!isDecodable(text)) throw new BrokerUnavailable('rabbitmq', `${expected}, got one with a bare %: ${barePercent}`);
  const url = new URL(text);
  if (url.protocol !== 'amqp:' && url.protocol !== 'amqps:') {
    throw new BrokerUnavailable('rabbitmq', `${expected} (or amqps://), got ${url.protocol}//…`);
  }
  if (url.hostname === '') throw new BrokerUnavailable('rabbitmq', `${expected}, got no host`);
  if (url.username === '' || url.password === '') {
    const missing = url.username === '' ? 'no user' : 'no password';
    const why = 'the client would log in as guest:guest without saying so';
    throw new BrokerUnavailable('rabbitmq', `${expected}, got ${missing} for ${url.host}: ${why}`);
  }
  return text;
}

/** A list of Kafka brokers, `host:port` each, separated by commas. Throws BrokerUnavailable otherwise. */
export function checkKafkaBrokers(text: string): string {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !/^(?:[\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}$/.test(broker));
  if (wrong === undefined) return brokers.join(',');
  throw new BrokerUnavailable('kafka', `KAFKA_BROKERS: expected host:port, more of them after commas, got "${wrong}"`);
}
