import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readSettings, type Settings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { placement } from '../../brokers/cluster.ts';
import { flagsOf, flagsPush } from '../../brokers/process-flags.ts';
import { generatorLimits } from '../../experiments/trial/order-load.ts';
import { trialSettings } from '../../experiments/trial/trial-lab.ts';
import { inherited } from '../../lab/inherited.ts';
import type { Lab } from '../../lab/lab.ts';
import { nodeFlags } from '../../lab/node-flags.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import type { RecoveryRow } from '../../record/run-file.ts';
import type { RunOptions } from './run-options.ts';

/** Everything that was in force for one mode and that a comparison depends on. */
export interface InForce {
  settings: Settings;
  /** What inventory waits for about each order, as it is spelled; null: nothing. */
  work: string | null;
  /** The server that keeps the stores, those of every trial or only of some; absent: they are files. */
  stores?: { server: Pick<Broker, 'versions' | 'settings'>; ofAll: boolean };
  generator: typeof generatorLimits;
  nodeFlags: readonly string[];
  /** With the versions that are installed: of every mode, and of this one alone. */
  shared: Record<string, string>;
  libraries: Record<string, string>;
  /** Null: there is none, or no trial has met it yet. */
  broker: BrokerInForce | null;
}

interface BrokerInForce {
  versions: Record<string, string>;
  /** What the lab set; all else is the broker's own default. */
  settings: Record<string, string>;
  flags: string | null;
  /** In a sentence: whom such flags help or hurt. */
  pushes: string;
  /** What the broker itself says. */
  told: Record<string, string>;
}

/** Each trial has one of its own: that there is one is what the settings say here. */
const SOME_WAREHOUSE = 'http://127.0.0.1';

const common = new URL('../../../common/package.json', import.meta.url);

/** Learns what is in force of the brokers when a trial meets them: once per mode, before its first orders. */
export function watchInForce(options: RunOptions) {
  const met = new Map<Mode['name'], BrokerInForce>();
  const shared = installedVersions(common);
  const brokers = new Map<Mode, Broker>();
  let stores: InForce['stores'];
  return {
    owns: (mode: Mode, broker: Broker) => void brokers.set(mode, broker),
    keeps(server: Broker, { ofAll }: { ofAll: boolean }): void {
      stores = { server, ofAll };
    },
    async onLab({ mode, operator }: Lab, broker: Broker | null): Promise<void> {
      if (!broker || met.has(mode.name)) return;
      const pid = broker.pid();
      const told = (await operator.inForce?.().catch(() => null)) ?? null;
      const view = (await broker.cluster?.view()) ?? null;
      if (told === null) return; // it cannot be asked now: the next trial asks again
      const { versions, settings } = broker;
      met.set(mode.name, {
        versions,
        settings,
        flags: pid === null ? null : flagsOf(pid),
        pushes: flagsPush[broker.kind] ?? 'Whom they help or hurt was never looked at.',
        told: { ...told, ...(view && placement(view)) },
      });
    },
    of(mode: Mode): InForce {
      const given =
        options.runtime === 'docker' ? {} : { ...inherited(), ...ownBrokerSettings(mode, brokers.get(mode) ?? null) };
      const work = options.work?.text ?? null;
      const settings = readSettings({
        ...given,
        ...trialSettings(options),
        ...(work !== null && { WAREHOUSE_URL: SOME_WAREHOUSE }),
        LAB_DATA_DIR: '.',
      });
      const folder = dirname(fileURLToPath(mode.services[0]?.entry ?? common));
      const libraries = installedVersions(pathToFileURL(`${folder}/package.json`));
      const own = Object.entries(libraries).filter(([name]) => !(name in shared));
      return {
        settings,
        work,
        ...(stores && { stores }),
        generator: generatorLimits,
        nodeFlags,
        shared,
        libraries: Object.fromEntries(own),
        broker: met.get(mode.name) ?? null,
      };
    },
  };
}

/** The table of time-outs and waits, mode by mode. */
export const recoveryRows = (modes: readonly Mode[], inForce: (mode: Mode) => InForce): RecoveryRow[] =>
  modes.flatMap((mode) => mode.recovery(inForce(mode).settings).map((row) => ({ mode: mode.name, ...row })));

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
}

const manifestAt = (path: string | URL) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

/** What a workspace depends on, with the versions that are installed for it, whatever its manifest asks for. */
export function installedVersions(manifest: URL): Record<string, string> {
  const names = Object.keys(manifestAt(manifest).dependencies ?? {}).sort();
  return Object.fromEntries(
    names.map((name) => {
      const found = findPackageJSON(name, manifest);
      return [name, (found && manifestAt(found).version) ?? 'unknown'];
    }),
  );
}
