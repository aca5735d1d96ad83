import type { Broker } from './broker.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { cacheFolder } from './cache.ts';
import { checkAmqpUrl, checkKafkaBrokers } from './external-broker.ts';
import { findJava } from './java.ts';
import { findKafka, obtainKafka } from './kafka-install.ts';
import { findRabbitmq, installRabbitmq } from './rabbitmq-install.ts';

/** What would run now if a broker of this kind were asked for. */
export interface BrokerStatus {
  kind: Broker['kind'];
  /** True when it can start without installing anything. */
  ready: boolean;
  /** Versions and how obtained, as `run.json` would have them; empty when not ready. */
  versions: Record<string, string>;
  /** For a person: an environment variable that names it, a warning, what is missing. Empty when all is well. */
  note: string;
}

/** The state of both brokers. Looks only: installs, starts and contacts nothing. */
export async function brokerStatus(): Promise<{ cache: string; brokers: BrokerStatus[] }> {
  return { cache: cacheFolder(), brokers: [await rabbitmqStatus(), await kafkaStatus()] };
}

/**
 * Puts into the cache what the lab's own brokers need and what is not there yet. Tries both; rejects with
 * BrokerUnavailable, or an AggregateError of two, when one cannot be had.
 */
export async function installBrokers(say: (line: string) => void): Promise<BrokerStatus[]> {
  const problems: Error[] = [];
  const note = (error: Error) => void problems.push(error);
  await installRabbitmq({ say }).catch(note);
  await findJava()
    .then(() => obtainKafka({ say }))
    .catch(note);
  const [first] = problems;
  if (problems.length > 1) throw new AggregateError(problems, problems.map((problem) => problem.message).join('\n\n'));
  if (first !== undefined) throw first;
  return (await brokerStatus()).brokers;
}

async function rabbitmqStatus(): Promise<BrokerStatus> {
  const named = namedStatus('rabbitmq', 'AMQP_URL', checkAmqpUrl);
  if (named !== null) return named;
  const server = await findRabbitmq();
  if (server === null) return { kind: 'rabbitmq', ready: false, versions: {}, note: 'not installed yet' };
  return { kind: 'rabbitmq', ready: true, versions: server.versions, note: server.warning ?? '' };
}

async function kafkaStatus(): Promise<BrokerStatus> {
  const named = namedStatus('kafka', 'KAFKA_BROKERS', checkKafkaBrokers);
  if (named !== null) return named;
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

function namedStatus(kind: Broker['kind'], variable: string, check: (text: string) => string): BrokerStatus | null {
  const text = process.env[variable] ?? '';
  if (text === '') return null;
  try {
    check(text);
    return { kind, ready: true, versions: { obtained: variable }, note: `named by ${variable}` };
  } catch (error) {
    return { kind, ready: false, versions: {}, note: (error as Error).message };
  }
}
