import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readSettings } from '../../common/base/config.ts';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Mode, Operator, Role, Running } from '../../common/mode.ts';
import type { Guard } from '../brokers/broker.ts';
import { brokerKind } from '../brokers/brokers.ts';
import { askedAt } from './asked-at.ts';
import { awaitReady } from './await-ready.ts';
import { portsFor } from './lab-ports.ts';
import type { Service } from './service-process.ts';
import { ServiceProcess } from './service-process.ts';
import { type Work, warehouseProcess, warehouseUrl } from './warehouse/warehouse.ts';

const READY_DEADLINE_MS = 30_000;

export interface LabOptions {
  mode: Mode;
  /** The broker's address, for the modes that have one. */
  brokerUrl: string | null;
  /** Prefix on the broker; '' for the plain names. */
  namespace: string;
  /** Stores and logs of this lab; made here, private, and removed by `stop` unless `keep`. */
  dataFolder: string;
  keep?: boolean;
  /** First of consecutive ports; absent: free ones. */
  firstPort?: number;
  /** LAB_* settings for every service. */
  settings: Record<string, string>;
  /** What inventory asks the warehouse for about each order; null: there is none. */
  work?: Work | null;
  guard: Guard;
  say: (line: string) => void;
  /** Aborted: the start is given up, and nothing of it is left. */
  signal?: AbortSignal;
  watch?: boolean;
  /** Extra environment for the first life of a service: gone once it is started again. */
  firstLife?: Partial<Record<Role, Record<string, string>>>;
  /** Stands between a service and what it calls: given the real address, returns the one to use. */
  via?: (from: Role, to: Role | 'broker', address: string) => string;
}

/** The services of one mode, running. */
export interface Lab {
  readonly mode: Mode;
  /** Of each role, and of the warehouse if there is one. */
  readonly urls: Record<string, string>;
  readonly running: Running;
  readonly operator: Operator;
  service(role: Role): Service;
  /** Whom inventory asks about each order. Absent: there is none. */
  readonly warehouse?: { readonly pid: number | null };
  /** Resolves when every service says it is ready; throws with the reason when the deadline passes. */
  ready(deadlineMs?: number): Promise<void>;
  /** Ends every service in order. Idempotent. */
  stop(): Promise<void>;
  /** Where the services are containers: what is there only then. */
  readonly containers?: Containers;
}

/** A lab whose services are processes of ours. */
export interface ProcessLab extends Lab {
  service(role: Role): ServiceProcess;
}

/** What a lab of containers can do besides, and must be asked for. */
export interface Containers {
  /** Takes a service off every network it is on, and lets it join them again. Both resolve with the names of the networks. */
  disconnect(role: Role): Promise<string[]>;
  reconnect(role: Role): Promise<string[]>;
  /** Copies the stores, which lie in volumes, to `running.dataFolder`, as they are at one moment. */
  fetchStores(): Promise<void>;
}

/** Services that take requests last to start and first to stop. */
const order: Role[] = ['inventory', 'notifications', 'analytics', 'orders'];

/** Who gets the first of consecutive ports, who the next: as in the compose files. */
export const portOrder: Role[] = ['orders', 'inventory', 'notifications', 'analytics'];

/** Its place among the URLs. */
const WAREHOUSE = 'warehouse' as const;

export async function startLab(options: LabOptions): Promise<ProcessLab> {
  const { mode, brokerUrl, namespace, dataFolder, guard, say, signal, work } = options;
  signal?.throwIfAborted();
  makeFolder(dataFolder);
  guard.folder(dataFolder);
  const specs = [...mode.services].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  const own = { LAB_NAMESPACE: namespace, LAB_DATA_DIR: dataFolder, ...options.settings };
  const listening = readSettings({ ...inherited(), ...own });
  const ports = await portsFor(specs.length + (work ? 1 : 0), listening, options.firstPort);
  const roles = portOrder.filter((role) => specs.some((spec) => spec.role === role));
  const portOf = (role: Role) => ports[roles.indexOf(role)];
  const urls = Object.fromEntries(roles.map((role) => [role, `http://${askedAt(listening.LAB_HOST)}:${portOf(role)}`]));
  const warehousePort = ports[roles.length];
  const warehouse =
    work && warehousePort ? warehouseProcess({ work, port: warehousePort, dataFolder, guard, say }) : null;
  if (warehouse && warehousePort) urls[WAREHOUSE] = warehouseUrl(warehousePort);

  const processes = new Map<Role, ServiceProcess>();
  for (const spec of specs) {
    const address = (to: Role | 'broker') => {
      const real = to === 'broker' ? brokerUrl : urls[to];
      if (!real) throw new Error(`${mode.name} has no ${to}.`);
      return options.via?.(spec.role, to, real) ?? real;
    };
    const access = mode.broker ? brokerKind(mode.broker.kind).access?.() : {};
    const env = { ...inherited(), ...access, ...own, LAB_PORT: String(portOf(spec.role)), ...spec.env(address) };
    if (urls[WAREHOUSE]) Object.assign(env, { WAREHOUSE_URL: urls[WAREHOUSE] });
    if (brokerUrl && address('broker') !== brokerUrl) Object.assign(env, mode.broker?.via?.(address('broker')));
    const logFile = join(dataFolder, `${spec.name}.log`);
    processes.set(spec.role, new ServiceProcess({ spec, env, logFile, guard, say, watch: options.watch ?? false }));
  }

  const service = (role: Role) => {
    const found = processes.get(role);
    if (!found) throw new Error(`${mode.name} has no ${role} service.`);
    return found;
  };

  const ready = async (deadlineMs = READY_DEADLINE_MS) => {
    const logTail = (role: Role | typeof WAREHOUSE) =>
      (role === WAREHOUSE ? warehouse : service(role))?.logTail() ?? '';
    const awaited = [...(warehouse ? [{ name: WAREHOUSE, role: WAREHOUSE }] : []), ...specs];
    await awaitReady(awaited, urls, deadlineMs, ({ role }) => logTail(role));
  };

  async function stop(): Promise<void> {
    for (const role of [...order].reverse()) await processes.get(role)?.stop();
    await warehouse?.stop();
    if (!options.keep) rmSync(dataFolder, { recursive: true, force: true });
  }

  const running: Running = {
    urls,
    brokerUrl,
    namespace,
    settings: readSettings(own),
    dataFolder,
    stop: (role) => service(role).stop(),
    async start(role) {
      service(role).start();
      await ready();
    },
  };

  warehouse?.start();
  for (const [role, process] of processes) process.start(options.firstLife?.[role]);
  try {
    await firstReady([...(warehouse ? [warehouse] : []), ...processes.values()], ready(), signal);
    return {
      mode,
      urls,
      running,
      operator: await mode.operate(running),
      service,
      ...(warehouse && { warehouse }),
      ready,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ready, or the first service that ends before: at the start nothing is repaired, everything stops. */
async function firstReady(processes: ServiceProcess[], ready: Promise<void>, signal?: AbortSignal): Promise<void> {
  let waiting = true;
  const died = (async () => {
    while (waiting) {
      await setTimeout(50);
      if (waiting) signal?.throwIfAborted();
      const dead = processes.find((process) => process.pid === null);
      if (dead && waiting) throw new Error(`A service ended at its start. The end of its log:\n${dead.logTail()}`);
    }
  })();
  try {
    await Promise.race([ready, died]);
  } finally {
    waiting = false;
    ready.catch(() => {});
    died.catch(() => {});
  }
}

/** Services see no more of our environment than they need; LAB_* settings given by the user reach them. */
export function inherited(): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    ([name]) => ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS'].includes(name) || name.startsWith('LAB_'),
  );
  return Object.fromEntries(passed.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
