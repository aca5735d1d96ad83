import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineCase } from '../machine-case.ts';
import { fails, npmStart } from './helpers.ts';

/** What a fresh clone makes of the settings of npm. */
export const npmCases: readonly MachineCase[] = [
  {
    title: 'two first commands at once in a fresh clone: one installs, the other waits, both do what they were asked',
    where: 'fresh',
    args: ['brokers', 'status'],
    atOnce: 2,
    must: { exit: 0, say: /"brokers": \[/ },
  },
  {
    title: 'omit=optional: Node 24 and the binaries are installed all the same',
    where: 'fresh',
    args: npmStart('sync-rest'),
    env: () => ({ npm_config_omit: 'optional' }),
    must: 'serves',
  },
  {
    title: 'NODE_ENV=production, and no links in .bin: everything is installed all the same',
    where: 'fresh',
    args: npmStart('sync-rest'),
    env: () => ({ NODE_ENV: 'production', npm_config_bin_links: 'false' }),
    must: 'serves',
  },
  {
    title: 'ignore-scripts=true: a command of a fresh clone does what it should',
    where: 'fresh',
    args: npmStart('sync-rest'),
    env: () => ({ npm_config_ignore_scripts: 'true' }),
    must: 'serves',
  },
  {
    title: 'packages that are missing from an installed tree: the next command puts them there',
    where: 'copy',
    args: npmStart('sync-rest'),
    prepare: ({ clone }) => {
      for (const name of ['express', `node-${process.platform}-${process.arch}`]) {
        rmSync(join(clone, 'node_modules', name), { recursive: true, force: true });
      }
    },
    must: 'serves',
  },
  {
    title: 'the registry cannot be reached: a sentence, and what npm says',
    where: 'fresh',
    args: ['brokers', 'status'],
    env: ({ outside }) => ({
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(outside, 'npm'),
      npm_config_fetch_retries: '0',
    }),
    must: fails(/npm ci failed; what npm says of it stands above/),
  },
];
