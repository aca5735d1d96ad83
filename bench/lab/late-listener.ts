import { join } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import { Pairs, Sales } from '../../common/contracts/listeners.ts';
import type { Role } from '../../common/mode.ts';
import { type Listener, listeners } from '../../common/workflow/listeners.ts';
import type { Guard } from '../brokers/broker.ts';
import { brokerKind } from '../brokers/brokers.ts';
import { loopbackPorts } from '../brokers/ports.ts';
import { awaitReady } from './await-ready.ts';
import { inherited } from './inherited.ts';
import type { Lab } from './lab.ts';
import { getJson } from './service-client.ts';
import { ServiceProcess } from './service-process.ts';

const HOST = '127.0.0.1';
const READY_MS = 30_000;

export interface LateListener {
  /** Of its queue or group. */
  name: string;
  url: string;
  process: ServiceProcess;
  /** Ends it, and removes what it has on the medium. */
  dismiss(): Promise<void>;
}

/** What a seller knows. */
export const salesOf = async ({ url }: Pick<LateListener, 'url'>): Promise<Sales> =>
  Sales.parse(await getJson(`${url}/sales`));

/** What recommendations know. */
export const pairsOf = async ({ url }: Pick<LateListener, 'url'>): Promise<Pairs> =>
  Pairs.parse(await getJson(`${url}/pairs`));

/** One more listener beside a running lab. Resolves when it is ready, which says nothing of how much it has read. `which`: `-2` for a second one of its kind. */
export async function startLateListener(
  { mode, urls, running, operator }: Lab,
  listener: Listener,
  { which = '', guard, say, settings }: ListenerOptions,
): Promise<LateListener> {
  const name = listeners[listener].service + which;
  const { entry, env } = mode.late.listeners[listener];
  const [port = 0] = await loopbackPorts(1);
  const dataFolder = join(running.dataFolder, name);
  makeFolder(dataFolder);
  const address = (to: Role | 'broker') => (to === 'broker' ? (running.brokerUrl ?? '') : (urls[to] ?? ''));
  const process = new ServiceProcess({
    spec: { name, entry },
    env: {
      ...inherited(),
      ...(mode.broker && brokerKind(mode.broker.kind).access?.()),
      ...settings,
      LAB_NAMESPACE: running.namespace,
      LAB_DATA_DIR: dataFolder,
      LAB_HOST: HOST,
      LAB_PORT: String(port),
      LAB_LISTENER: which,
      LAB_PAYMENT: running.settings.LAB_PAYMENT,
      ...env(address),
    },
    logFile: join(running.dataFolder, `${name}.log`),
    guard,
    say,
    watch: false,
  });
  process.start();
  const url = `http://${HOST}:${port}`;
  try {
    await awaitReady([{ name, url, logTail: () => process.logTail() }], READY_MS);
  } catch (error) {
    await process.stop();
    throw error;
  }
  return {
    name,
    url,
    process,
    async dismiss() {
      await process.stop();
      await operator.dismiss(name);
    },
  };
}

/** Those that start, all of them or none: where one does not become ready, the others are dismissed. */
export async function allOrNone<All extends readonly Promise<Pick<LateListener, 'dismiss'>>[]>(
  starting: readonly [...All],
): Promise<{ -readonly [At in keyof All]: Awaited<All[At]> }> {
  const all = await Promise.allSettled(starting);
  try {
    return await Promise.all(starting);
  } catch (error) {
    await Promise.allSettled(all.flatMap((each) => (each.status === 'fulfilled' ? [each.value.dismiss()] : [])));
    throw error;
  }
}

interface ListenerOptions {
  which?: string;
  guard: Guard;
  say: (line: string) => void;
  /** `LAB_*`, as the services of the lab are told. */
  settings: Record<string, string>;
}
