import type { BrokerStatus } from './broker-kind.ts';
import { NODES } from './broker-processes.ts';
import { brokerKinds, serverKinds } from './brokers.ts';
import { cacheFolder } from './cache.ts';

/** The state of all brokers, and of the server that keeps shared stores. Looks only: installs, starts and contacts nothing. */
export async function brokerStatus(): Promise<{ cache: string; brokers: BrokerStatus[] }> {
  return { cache: cacheFolder(), brokers: await Promise.all(serverKinds.map(withCluster)) };
}

/**
 * Puts into the cache what the lab's own brokers need and what is not there yet. Tries all; rejects with
 * BrokerUnavailable, or an AggregateError of several, when one cannot be had.
 */
export async function installBrokers(say: (line: string) => void): Promise<BrokerStatus[]> {
  const problems: Error[] = [];
  for (const { install } of brokerKinds) await install(say).catch((error: Error) => void problems.push(error));
  const [first] = problems;
  if (problems.length > 1) throw new AggregateError(problems, problems.map((problem) => problem.message).join('\n\n'));
  if (first !== undefined) throw first;
  return (await brokerStatus()).brokers;
}

/** With what several nodes would take, of a kind that can have them. */
async function withCluster(kind: (typeof serverKinds)[number]): Promise<BrokerStatus> {
  const status = await statusOf(kind);
  const several = brokerKinds.find((one) => one === kind);
  if (!several || !status.ready || process.env[kind.variable]) return status;
  return { ...status, cluster: `--cluster ${NODES}: about ${NODES * several.nodeMemoryMiB} MiB of memory` };
}

/** A running one that its variable names comes first. */
async function statusOf({ kind, variable, check, status }: (typeof serverKinds)[number]): Promise<BrokerStatus> {
  const text = process.env[variable] ?? '';
  if (text === '') return status();
  try {
    check(text);
    return { kind, ready: true, versions: { obtained: variable }, note: `named by ${variable}` };
  } catch (error) {
    return { kind, ready: false, versions: {}, note: (error as Error).message };
  }
}
