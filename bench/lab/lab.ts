import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../common/base/config.ts';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Mode, Operator, Role, Running, ServiceSpec } from '../../common/mode.ts';
import { removeStore } from '../../common/store/inspector.ts';
import { addressesOf, waysTo } from '../brokers/addresses.ts';
import type { Broker, Guard } from '../brokers/broker.ts';
import { brokerKind } from '../brokers/brokers.ts';
import { askedAt } from './asked-at.ts';
import { awaitReady, firstReady } from './await-ready.ts';
import type { Person } from './customers/customers.ts';
import { labCustomers } from './customers/lab-customers.ts';
import { inherited } from './inherited.ts';
import { hasSeveral, type Instance, type Instances, instancesOf, type Place, placesOf } from './instances.ts';
import { portsFor } from './lab-ports.ts';
import { finding, outsideOf, portsOutside, servicesOf } from './outside.ts';
import type { Paying } from './provider/provider.ts';
import type { Service } from './service-process.ts';
import { ServiceProcess } from './service-process.ts';
import { type SharedStore, storeSettings } from './shared-store.ts';
import type { Work } from './warehouse/warehouse.ts';

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
  /** How many processes a role has, where it is not one. */
  instances?: Instances;
  /** Where all processes of a role keep one store. Absent: each has a file of its own, and no role may have several. */
  store?: SharedStore | null;
  /** First of consecutive ports; absent: free ones. */
  firstPort?: number;
  /** LAB_* settings for every service. */
  settings: Record<string, string>;
  /** What inventory asks the warehouse for about each order; null: there is none. */
  work?: Work | null;
  /** Every caller must show a token, and a customers service gives them out. */
  tokens?: boolean;
  /** How orders are paid; null: they are not. */
  paying?: Paying | null;
  /** A mail server, and notifications are delivered to it. Absent: they are only recorded. `seed`: which mails it does not take, if it is told to. */
  mail?: { seed: number } | null;
  guard: Guard;
  say: (line: string) => void;
  /** Aborted: the start is given up, and nothing of it is left. */
  signal?: AbortSignal;
  watch?: boolean;
  /** Extra environment for the first life of every process of a role: gone once it is started again. */
  firstLife?: Partial<Record<Role, Record<string, string>>>;
  /** Stands between a service and what it calls: given the real address, returns the one to use. */
  via?: (from: Role, to: Role | 'broker' | 'provider', address: string) => string;
}

/** The services of one mode, running. */
export interface Lab {
  readonly mode: Mode;
  /** Of the first instance of each role, and of the warehouse and the provider if there are any. */
  readonly urls: Record<string, string>;
  /** Every process of every role; one of each, if nothing else was asked for. */
  readonly instances: readonly Instance[];
  readonly running: Running;
  /** What each of its services is; absent: those that the mode always has. */
  readonly services?: readonly ServiceSpec[];
  readonly operator: Operator;
  /** The first instance of a role, if not said otherwise. Throws where there is none. */
  service(role: Role, instance?: number): Service;
  /** The server of a store that processes share. Absent: stores are files. */
  readonly store?: Broker;
  /** Whom inventory asks about each order. Absent: there is none. */
  readonly warehouse?: { readonly pid: number | null };
  /** Who moves the money of its orders. Absent: they are not paid. */
  readonly provider?: { readonly pid: number | null };
  /** Who looks after it: so this process reads from its services. Absent: nobody is asked for a token. */
  readonly lookedAfterBy?: Person;
  /** Resolves when every service says it is ready; throws with the reason when the deadline passes. */
  ready(deadlineMs?: number): Promise<void>;
  /** Ends every service in order. Idempotent. */
  stop(): Promise<void>;
  /** Where the services are containers: what is there only then. */
  readonly containers?: Containers;
}

/** Its services are processes of ours. */
export interface ProcessLab extends Lab {
  service(role: Role, instance?: number): ServiceProcess;
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
const order: Role[] = ['inventory', 'payments', 'notifications', 'analytics', 'orders'];

/** Who gets the first of consecutive ports, who the next: as in the compose files. */
export const portOrder: Role[] = ['orders', 'inventory', 'notifications', 'analytics', 'payments'];

export async function startLab(options: LabOptions): Promise<ProcessLab> {
  const { mode, brokerUrl, namespace, dataFolder, guard, say, signal, work, store, paying, mail } = options;
  signal?.throwIfAborted();
  makeFolder(dataFolder);
  guard.folder(dataFolder);
  if (hasSeveral(options.instances) && !store)
    throw new Error('Expected a store that several processes of a role share.');
  const places = placesOf({ services: servicesOf(mode, paying) }, options.instances ?? {}, dataFolder);
  const own = {
    LAB_NAMESPACE: namespace,
    LAB_DATA_DIR: dataFolder,
    ...options.settings,
    ...(paying && { LAB_PAYMENT: paying.shape }),
    ...(store && storeSettings(store)),
  };
  const listening = readSettings({ ...inherited(), ...own });
  const firsts = portOrder.filter((role) => places.some((place) => place.role === role));
  const others = places.filter(({ instance }) => instance > 1);
  const besides = portsOutside(options) + Number(Boolean(options.tokens));
  const ports = await portsFor(places.length + besides, listening, options.firstPort);
  const takePort = () => ports.shift() as number;
  const urlAt = (port: number) => `http://${askedAt(listening.LAB_HOST)}:${port}`;
  const urls = Object.fromEntries(firsts.map((role) => [role, urlAt(takePort())]));
  const outside = outsideOf({ work, paying, mail, dataFolder, guard, say }, takePort);
  for (const { name, url, smtp } of outside) Object.assign(urls, { [name]: url }, smtp && { smtp });
  const warehouse = outside.find(({ name }) => name === 'warehouse')?.process;
  const provider = outside.find(({ name }) => name === 'provider')?.process;
  const urlOfOther = new Map(others.map((place) => [place, urlAt(takePort())]));
  const urlOf = (place: Place) => urlOfOther.get(place) ?? (urls[place.role] as string);

  const customers = options.tokens
    ? labCustomers({ url: urlAt(takePort()), env: { ...inherited(), ...own }, dataFolder, guard, say })
    : null;
  if (customers) {
    urls[customers.name] = customers.url;
    customers.showAt([...Object.values(urls), ...urlOfOther.values()]);
  }
  const beside = [...outside, ...(customers ? [customers] : [])];

  const processOf = (place: Place): ServiceProcess => {
    const { spec, name } = place;
    const address = (to: Role | 'broker') => {
      const all = to === 'broker' ? addressesOf(brokerUrl ?? '') : places.filter(({ role }) => role === to).map(urlOf);
      if (!all[0]) throw new Error(`${mode.name} has no ${to}.`);
      return all.map((real) => options.via?.(spec.role, to, real) ?? real).join(',');
    };
    makeFolder(place.dataFolder);
    const access = mode.broker ? brokerKind(mode.broker.kind).access?.() : {};
    const placed = { LAB_DATA_DIR: place.dataFolder, LAB_PORT: new URL(urlOf(place)).port };
    const paidAt = urls['provider'] && (options.via?.(spec.role, 'provider', urls['provider']) ?? urls['provider']);
    const asked = { ...urls, ...(paidAt !== undefined && { provider: paidAt }) };
    const found = { ...finding(spec, mode, paying, asked, address), ...customers?.env };
    const env = { ...inherited(), ...access, ...own, ...placed, ...spec.env(address), ...found };
    const ways = brokerUrl ? waysTo(brokerUrl, address('broker')) : [];
    if (ways.length > 0) Object.assign(env, mode.broker?.via?.(ways));
    return new ServiceProcess({
      spec: { name, entry: spec.entry },
      env,
      logFile: join(dataFolder, `${name}.log`),
      guard,
      say,
      watch: options.watch ?? false,
    });
  };
  const instances = places.map((place) => ({ ...place, url: urlOf(place), service: processOf(place) }));
  const startOrder = instances.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));

  const service = (role: Role, instance = 1) => {
    const found = instances.find((one) => one.role === role && one.instance === instance);
    if (!found) throw new Error(`${mode.name} has no ${role} service${instance > 1 ? ` ${instance}` : ''}.`);
    return found.service;
  };
  const those = (role: Role) => instancesOf({ instances }, role);

  const ready = async (deadlineMs = READY_DEADLINE_MS) => {
    const services = startOrder.map(({ name, url, service: process }) => ({ name, url, process }));
    const awaited = [...beside, ...services].map(({ process, ...one }) => ({
      ...one,
      logTail: () => process.logTail(),
    }));
    await awaitReady(awaited, deadlineMs);
  };

  async function stop(): Promise<void> {
    for (const role of [...order].reverse()) await Promise.all(those(role).map((one) => one.service.stop()));
    for (const one of outside) await one.process.stop();
    await customers?.stop();
    if (store && !options.keep) await removeStores();
    if (!options.keep) rmSync(dataFolder, { recursive: true, force: true });
  }

  /** Also on a server that is not ours, and stays. */
  async function removeStores(): Promise<void> {
    const stores = [...servicesOf(mode, paying).map(({ role }) => role), ...(customers ? [customers.name] : [])];
    const removing = stores.map((name) => removeStore(dataFolder, name));
    for (const one of await Promise.allSettled(removing)) {
      if (one.status === 'rejected') say(`a store is left on PostgreSQL: ${String(one.reason)}`);
    }
  }

  const running: Running = {
    urls,
    brokerUrl,
    namespace,
    settings: readSettings(own),
    dataFolder,
    async stop(role) {
      await Promise.all(those(role).map((one) => one.service.stop()));
    },
    async start(role) {
      for (const one of those(role)) one.service.start();
      await ready();
    },
  };

  for (const one of beside) one.process.start();
  for (const { role, service: process } of startOrder) process.start(options.firstLife?.[role]);
  try {
    const processes = startOrder.map((one) => one.service);
    await firstReady([...beside.map((one) => one.process), ...processes], ready(), signal);
    return {
      mode,
      urls,
      instances,
      running,
      services: servicesOf(mode, paying),
      operator: await mode.operate(running),
      service,
      ...(warehouse && { warehouse }),
      ...(provider && { provider }),
      ...(customers && { lookedAfterBy: customers.operator }),
      ...(store && { store: store.server }),
      ready,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
