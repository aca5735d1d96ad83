import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { readSettings } from '../../common/base/config.ts';
import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';
import type { FairnessRow, RunFile } from './run-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

/** What ran, and on what (`more` are versions besides those of the brokers): everything needed to judge whether two runs can be compared. */
export function runFacts(
  brokers: Broker[],
  more: Record<string, string> = {},
): Pick<RunFile, 'git' | 'lockfileHash' | 'host' | 'versions'> {
  const lockfile = readFileSync(`${root}/package-lock.json`);
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  const [cpu] = os.cpus();
  return {
    git: {
      commit: git('rev-parse', 'HEAD') || 'unknown',
      dirty: git('status', '--porcelain', '--', '.', ':!results') !== '',
    },
    lockfileHash: createHash('sha256').update(lockfile).digest('hex'),
    host: {
      cpu: cpu?.model.trim() ?? 'unknown',
      cores: os.cpus().length,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      kernel: `${os.type()} ${os.release()}`,
    },
    versions: {
      node: process.versions.node,
      lab: version,
      ...Object.assign({}, ...brokers.map(versionsOf)),
      ...more,
    },
  };
}

/** Keys of both brokers side by side: how each was obtained, and what its settings are. */
function versionsOf({ kind, versions, settings }: Broker): Record<string, string> {
  const { obtained, ...numbers } = versions;
  const details = Object.entries(settings).map(([name, value]) => [`${kind} ${name}`, value]);
  return { ...numbers, ...(obtained && { [`${kind} obtained`]: obtained }), ...Object.fromEntries(details) };
}

/** The fairness card: what is alike in every mode first, then what each medium is set to. */
export function fairnessCard(modes: readonly Mode[], given: Record<string, string>): FairnessRow[] {
  const settings = readSettings({ LAB_DATA_DIR: '.', ...given });
  const alike = {
    stores: `one SQLite file per service, WAL, synchronous=${settings.LAB_DURABILITY === 'fsync' ? 'FULL' : 'NORMAL'}`,
    'group commit': `up to ${settings.LAB_BATCH} transactions per commit`,
    'requests at once': `${settings.LAB_MAX_IN_FLIGHT}, then 429`,
  };
  const names = modes.map(({ name }) => name);
  const rows: FairnessRow[] = Object.entries(alike).map(([setting, value]) => ({
    setting,
    values: Object.fromEntries(names.map((name) => [name, value])),
  }));
  rows.push({
    setting: 'processes',
    values: Object.fromEntries(
      modes.map((mode) => [
        mode.name,
        `${mode.services.length} services${mode.broker === 'none' ? '' : ' and a broker'}`,
      ]),
    ),
  });
  const cards = modes.map((mode) => [mode.name, mode.fairness(settings)] as const);
  const specific = new Set(cards.flatMap(([, card]) => Object.keys(card)));
  for (const setting of specific) {
    const values = cards.flatMap(([name, card]) => (card[setting] === undefined ? [] : [[name, card[setting]]]));
    rows.push({ setting, values: Object.fromEntries(values) });
  }
  return rows;
}
