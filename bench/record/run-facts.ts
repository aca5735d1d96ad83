import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Ability, abilities } from '../../common/capabilities.ts';
import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';
import type { RunFile } from './run-file.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Which sources run from this folder. A repository around it is not theirs, nor is one that a hook names in the environment:
 * then the commit is `unknown`, and what is not known to be clean is dirty.
 */
export function sourceOf(folder: string): RunFile['git'] {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  const git = (...args: string[]): string | null => {
    try {
      return execFileSync('git', args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      return null; // no git, no repository, no commit, or not ours to read
    }
  };
  const top = git('rev-parse', '--show-toplevel');
  const isOwn = top !== null && realpathSync(top) === realpathSync(folder);
  const commit = isOwn ? git('rev-parse', 'HEAD') : null;
  if (commit === null) return { commit: 'unknown', dirty: true };
  return { commit, dirty: git('status', '--porcelain', '--', '.', ':!results') !== '' };
}

/** What this process may use of the machine: not what lies beyond its affinity, its container or its limits. */
export function hostOf(): RunFile['host'] {
  const memory = Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    cpu: os.cpus()[0]?.model.trim() || 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round((10 * memory) / 2 ** 30) / 10,
    kernel: `${os.type()} ${os.release()}`,
  };
}

/** What ran, and on what (`more` are versions besides those of the brokers): everything needed to judge whether two runs can be compared. */
export function runFacts(
  brokers: Broker[],
  more: Record<string, string> = {},
): Pick<RunFile, 'git' | 'lockfileHash' | 'host' | 'versions'> {
  const lockfile = readFileSync(`${root}/package-lock.json`);
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  return {
    git: sourceOf(root),
    lockfileHash: createHash('sha256').update(lockfile).digest('hex'),
    host: hostOf(),
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

/** What each mode cannot do, in words, with the reason that it gives. */
export const cannotDo = (modes: readonly Mode[]): NonNullable<RunFile['cannot']> =>
  Object.fromEntries(
    modes.map(({ name, cannot }) => [
      name,
      Object.fromEntries(Object.entries(cannot).map(([ability, because]) => [abilities[ability as Ability], because])),
    ]),
  );
