import { randomBytes } from 'node:crypto';
import { rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import type { Product } from '../../common/contracts/products.ts';
import type { Mode, ModeName, Role } from '../../common/mode.ts';
import type { Broker, Guard } from '../brokers/broker.ts';
import { startBroker } from '../brokers/brokers.ts';
import { startPostgresql } from '../brokers/postgresql.ts';
import { type ProxiedLink, type Proxy, startProxy } from '../faults/proxy/proxy.ts';
import { readProducts } from '../lab/final-reads.ts';
import { startGuard } from '../lab/guard.ts';
import { hasSeveral, type Instances } from '../lab/instances.ts';
import { type ProcessLab, startLab } from '../lab/lab.ts';
import { witnessing } from '../lab/left-behind.ts';
import type { Paying } from '../lab/provider/provider.ts';
import { Shop } from '../lab/shop.ts';
import type { Work } from '../lab/warehouse/warehouse.ts';
import { parseWorkTime } from '../lab/warehouse/work-time.ts';
import { modes } from '../modes.ts';

export const allModes = modes;
export const eventModes = allModes.filter(({ medium }) => medium.kind !== 'calls');

const labFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

/** A dead member of a consumer group is replaced after a second, where there are such groups. */
const soonNoticed = { LAB_KAFKA_SESSION_TIMEOUT_MS: '1000' };

/** One running mode for a test, with its own stores, queues or topics, and ports. */
export interface TestLab extends AsyncDisposable {
  readonly lab: ProcessLab;
  readonly mode: Mode;
  readonly shop: Shop;
  /** The products before anything was ordered. */
  readonly catalogue: Product[];
  /** What its supervisor said: which service ended how. */
  readonly said: string[];
  /** Its own broker; null when it uses the shared one or none. */
  readonly broker: Broker | null;
  /** Stands on the links it was asked for; null when it was asked for none. */
  readonly proxy: Proxy | null;
  /** For generators and whatever else a test starts. */
  readonly guard: ReturnType<typeof witnessing>;
  readonly folder: string;
}

export interface TestLabOptions {
  settings?: Record<string, string>;
  /** What inventory has done outside of it for each order, as it is spelled for `--work`. */
  work?: string;
  /** How orders are paid, and how the provider behaves. */
  paying?: Omit<Paying, 'seed'>;
  /** Where a proxy is to stand. */
  links?: readonly ProxiedLink[];
  /** A mail server takes what customers are told. */
  mail?: boolean;
  /** Starts a broker for this lab alone, to be killed. */
  ownBroker?: boolean;
  /** A broker that the test has started itself. */
  brokerUrl?: string;
  /** What the names on the broker begin with, and a dot; absent: its own. */
  name?: string;
  /** Every caller must show a token; the shop is the operator's. */
  tokens?: boolean;
  /** How many processes a role has, where it is not one. */
  instances?: Instances;
  /** Settings of one service alone, until it is started again. */
  firstLife?: Partial<Record<Role, Record<string, string>>>;
}

/**
 * Starts a lab; its disposal stops it and throws when a process, listener, folder, socket or timer is left. Use it with
 * `await using`, or `useLab` to share one lab between the tests of a file.
 */
export async function openLab(mode: Mode, options: TestLabOptions = {}): Promise<TestLab> {
  const name = options.name ?? `t${randomBytes(4).toString('hex')}`;
  const folder = join(labFolder, name);
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const reaper = startGuard();
  const guard = witnessing(reaper);
  const ends: (() => Promise<unknown>)[] = [() => reaper.close()];
  let ports: number[] = [];

  async function end(): Promise<void> {
    const failures: unknown[] = [];
    for (const one of ends.toReversed()) await one().catch((error: unknown) => failures.push(error));
    await guard.expectNothingLeft(ports).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }

  try {
    guard.folder(folder);
    ends.push(async () => removeFolder(folder));
    const broker = options.ownBroker ? await ownBroker(mode, folder, guard, say) : null;
    if (broker) ends.push(() => broker.stop());
    const store = hasSeveral(options.instances) ? await ownStore(folder, guard, say) : null;
    if (store) ends.push(() => store.server.stop());
    const proxy = options.links ? await startProxy(options.links, 1, guard, options.instances) : null;
    if (proxy) ends.push(() => proxy.close());
    const lab = await startLab({
      mode,
      brokerUrl: options.brokerUrl ?? broker?.url ?? (mode.broker && inject('brokers')[mode.broker.kind]) ?? null,
      namespace: `${name}.`,
      dataFolder: join(folder, 'stores'),
      ...(options.firstLife && { firstLife: options.firstLife }),
      ...(options.instances && { instances: options.instances }),
      ...(options.tokens && { tokens: true }),
      store,
      settings: { LAB_LOG_LEVEL: 'info', ...soonNoticed, ...options.settings },
      mail: options.mail ? { seed: 1 } : null,
      ...(options.work !== undefined && { work: workOf(options.work) }),
      ...(options.paying && { paying: { seed: 1, ...options.paying } }),
      ...(proxy && { via: proxy.via }),
      guard,
      say,
    });
    const listeners = [...Object.values(lab.urls), ...lab.instances.map(({ url }) => url)];
    ports = [...new Set(listeners)].map((url) => Number(new URL(url).port));
    ends.push(
      () => lab.operator.close(),
      () => lab.operator.remove(),
      () => lab.stop(),
    );
    const shop = new Shop(name, lab.urls);
    const catalogue = await readProducts(lab);
    return { lab, mode, shop, catalogue, said, broker, proxy, guard, folder, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end().catch(() => {});
    throw error;
  }
}

/** One lab for all tests of a `describe`; gives it once they run. The logs of a failed test's services are shown. */
export function useLab(mode: Mode, options: TestLabOptions = {}): () => TestLab {
  let open: TestLab | null = null;
  const get = () => {
    if (!open) throw new Error('The lab is not open outside of a test.');
    return open;
  };
  beforeAll(async () => {
    open = await openLab(mode, options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(logsOf(get()));
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
  });
  return get;
}

/** The end of every log and what the supervisor said, for the person who must find out. */
function logsOf({ lab, said }: TestLab): string {
  const tails = lab.instances.map(({ name, service }) => `— ${name}\n${service.logTail()}`);
  return [...tails, `— supervisor\n${said.join('\n')}`].join('\n');
}

function workOf(text: string): Work | null {
  const time = parseWorkTime(text);
  return time && { time, seed: 1 };
}

async function ownBroker({ broker: use }: Mode, folder: string, guard: Guard, say: (line: string) => void) {
  if (!use) throw new Error('expected a mode with a broker');
  return startBroker(use.kind, { probe: use.probe, say, dataFolder: folder, keep: false, guard });
}

/** For several processes of a role. */
async function ownStore(folder: string, guard: Guard, say: (line: string) => void) {
  const server = await startPostgresql('page-cache', { say, dataFolder: folder, keep: false, guard });
  return { server, prefix: 'lab_' };
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  try {
    rmdirSync(dirname(folder));
  } catch {
    // Another lab still works in it.
  }
}

/** Where a mode hardly matters: `npm test` tries these, `npm run test:slow` tries them all. */
export const triedIn = (...names: ModeName[]) =>
  allModes.filter(({ name }) => names.includes(name) || process.env['TRY_EVERY_MODE'] !== undefined);

/** Where a scenario is peculiar to one medium. */
export const modesNamed = (name: ModeName) => allModes.filter((mode) => mode.name === name);
