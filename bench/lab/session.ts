import { randomBytes } from 'node:crypto';
import { rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../../common/base/config.ts';
import { makeFolder } from '../../common/base/make-folder.ts';
import type { Mode } from '../../common/mode.ts';
import type { Broker, ClusterOptions } from '../brokers/broker.ts';
import type { BrokerKind } from '../brokers/broker-kind.ts';
import { brokerKind, startBroker } from '../brokers/brokers.ts';
import { type MadeNames, namedBy, wordsOfTouched } from '../brokers/external-broker.ts';
import { postgresql, startPostgresql } from '../brokers/postgresql.ts';
import { startGuard } from './guard.ts';
import { hasSeveral, type Instances } from './instances.ts';
import { watchParents } from './parent-watch.ts';
import type { SharedStore } from './shared-store.ts';
import { refuseShared, refuseUnfit } from './unfit.ts';

/** Everything one command starts, and its orderly end whatever happens. */
export interface Session {
  readonly id: string;
  readonly guard: ReturnType<typeof startGuard>;
  /** Private folder for stores, logs and broker data; gone when the session ends. */
  readonly folder: string;
  /** Aborted on Ctrl-C, SIGTERM or when our parent is gone. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /**
   * The broker a mode needs, started once per session; null for a mode without one. Of one that is not ours is said first what
   * will be done on it. `names`: what is made there if not names that begin with the session's id and are removed. `settings`:
   * of a cluster, in the place of its own; one that runs with others is stopped, and its successor has nothing of it.
   */
  brokerFor(mode: Mode, names?: MadeNames, settings?: ClusterOptions['settings']): Promise<Broker | null>;
  /** Stops the broker that was started for a mode, where `when` says so of it: whoever asks next gets a new one. Null: its start failed. */
  renew(mode: Mode, when?: (broker: Broker | null) => boolean): Promise<void>;
  /**
   * Where several processes of a role keep one store, each time under a name of its own, on a server that is started once per
   * session; null where every role has one process, whose store is a file.
   */
  storeFor(instances: Instances | undefined, tier: Settings['LAB_DURABILITY']): Promise<SharedStore | null>;
  /** Called when the session ends, last first. */
  onEnd(end: () => Promise<void>): void;
}

export interface SessionOptions {
  /** Stores, logs and broker data stay. */
  keep?: boolean | undefined;
  /** Brokers run as for a comparison, not as for whoever waits until they are up. */
  measured?: boolean;
  /** What every broker of its own consists of. Absent: a single node. */
  cluster?: ClusterOptions | undefined;
}

const runFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

/**
 * Runs `work` and cleans up after it: after success, failure, Ctrl-C, and, by way of the reaper, after SIGKILL.
 * Returns the exit code; 130 after Ctrl-C.
 */
export async function withSession(
  say: (line: string) => void,
  work: (session: Session) => Promise<number>,
  { keep = false, measured = false, cluster }: SessionOptions = {},
): Promise<number> {
  refuseUnfit();
  const id = `${process.pid.toString(36)}${randomBytes(3).toString('hex')}`;
  const folder = join(runFolder, id);
  makeFolder(folder);
  refuseShared(folder);
  const guard = startGuard();
  if (!keep) guard.folder(folder);
  const abort = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  const servers = new Map<string, Promise<Broker>>();
  const runsWith = new Map<string, ClusterOptions['settings']>();
  let stores = 0;
  let interrupts = 0;

  const interrupt = (why: string) => () => {
    if (++interrupts > 1) process.exit(130); // the reaper ends what is left
    say(`${why}: stopping …`);
    abort.abort(new Error(why));
  };
  const onInt = interrupt('interrupted');
  const onTerm = interrupt('terminated');
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  process.on('SIGHUP', onTerm);
  const unwatch = watchParents(interrupt('the process that started this one is gone'));

  const once = (what: string, start: () => Promise<Broker>): Promise<Broker> => {
    const known = servers.get(what);
    if (known) return known;
    const starting = start();
    servers.set(what, starting);
    ends.push(async () => (await starting.catch(() => null))?.stop());
    return starting;
  };

  const tellOfForeign = (kind: Pick<BrokerKind, 'name' | 'variable' | 'touched' | 'check'>, names: MadeNames) => {
    const named = namedBy(kind);
    if (named !== '') say(wordsOfTouched(kind, kind.check(named), names));
  };

  const session: Session = {
    id,
    guard,
    folder,
    signal: abort.signal,
    say,
    async brokerFor(mode, names = { prefix: id, stay: false }, settings = cluster?.settings) {
      if (!mode.broker) return null;
      const { kind, probe } = mode.broker;
      if (servers.has(kind) && runsWith.get(kind) !== settings) await session.renew(mode);
      runsWith.set(kind, settings);
      return once(kind, () => {
        tellOfForeign(brokerKind(kind), names);
        return startBroker(kind, {
          probe,
          say,
          dataFolder: folder,
          keep,
          measured,
          guard,
          ...(cluster && { cluster: { ...cluster, ...(settings && { settings }) } }),
        });
      });
    },
    async renew({ broker: use }, when = () => true) {
      const running = use && servers.get(use.kind);
      if (!running) return;
      const broker = await running.catch(() => null);
      if (!when(broker)) return;
      servers.delete(use.kind);
      await broker?.stop();
    },
    async storeFor(instances = {}, tier) {
      if (!hasSeveral(instances)) return null;
      const start = () => {
        tellOfForeign(postgresql, { prefix: id, stay: false });
        return startPostgresql(tier, { say, dataFolder: folder, keep, guard });
      };
      return { server: await once(`store ${tier}`, start), prefix: `${id}_${++stores}_` };
    },
    onEnd: (end) => void ends.push(end),
  };

  const aborted = new Promise<number>((resolve) => {
    abort.signal.addEventListener('abort', () => resolve(130), { once: true });
  });
  try {
    return await Promise.race([work(session), aborted]);
  } finally {
    for (const end of ends.reverse()) await end().catch((error: unknown) => say(`while stopping: ${String(error)}`));
    if (!keep) rmSync(folder, { recursive: true, force: true });
    await guard.close();
    unwatch();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal);
    removeIfEmpty(dirname(folder));
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another lab still works in it.
  }
}
