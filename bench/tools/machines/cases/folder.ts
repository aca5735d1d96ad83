import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../brokers/cache.ts';
import { modeNames } from '../../../modes.ts';
import { type Box, copyFolder } from '../box.ts';
import type { MachineCase } from '../machine-case.ts';
import { fails, npmStart } from './helpers.ts';

const noProc = () => (process.platform === 'linux' ? null : 'there is no /proc');

/** A home of one's own with the brokers in its cache, so that none is fetched. */
async function homeWithCache({ outside }: Box, name: string): Promise<void> {
  mkdirSync(join(outside, name, '.cache'), { recursive: true });
  await copyFolder(cacheFolder(), join(outside, name, '.cache', 'three-mode-lab'));
}

/** Where a clone, a home, a cache and a run folder can lie. */
export const folderCases: readonly MachineCase[] = [
  {
    title: '--out below a file: a sentence',
    where: 'here',
    args: ['latency', '--profile', 'quick', '--out', 'package.json/run'],
    quick: true,
    must: fails(/package\.json is a file, and no folder can be below it/),
  },
  {
    title: '--out in /proc: a sentence, and no process that spins',
    where: 'here',
    args: ['latency', '--profile', 'quick', '--out', '/proc/lab/run'],
    quick: true,
    skip: noProc,
    must: fails(/\/proc\/lab cannot be made: this user may write nothing there/),
  },
  {
    title: 'the cache folder is below a file: a sentence that names the setting',
    where: 'here',
    args: ['brokers', 'install'],
    env: () => ({ THREE_MODE_LAB_CACHE: '/etc/passwd/cache' }),
    quick: true,
    must: fails(/\/etc\/passwd is a file[^]*Set THREE_MODE_LAB_CACHE/),
  },
  ...[{ HOME: '/' }, { HOME: undefined }].map(
    (home): MachineCase => ({
      title: `${home.HOME === undefined ? 'no HOME' : 'HOME=/'}, as a user who may write nowhere: a sentence that names the setting`,
      where: 'copy',
      args: ['brokers', 'install'],
      env: () => ({ ...home, XDG_CACHE_HOME: undefined, THREE_MODE_LAB_CACHE: undefined }),
      stranger: 'owns',
      must: fails(/Set THREE_MODE_LAB_CACHE to an absolute folder of your own/),
    }),
  ),
  {
    title: 'a fresh clone that this user may not write to: a sentence',
    where: 'fresh',
    args: ['brokers', 'status'],
    env: ({ outside }) => ({ HOME: outside }),
    stranger: 'guest',
    skip: () => (process.getuid?.() === 0 ? null : 'only root can make what is not its own'),
    must: fails(/Nothing can be written into .*clone/),
  },
  ...modeNames.map(
    (mode): MachineCase => ({
      title: `clone and home have spaces and letters beyond ASCII: ${mode} serves`,
      where: 'copy',
      folder: 'a clone é 東',
      args: npmStart(mode),
      prepare: (box) => homeWithCache(box, 'my höme'),
      env: ({ outside }) => ({
        HOME: join(outside, 'my höme'),
        XDG_CACHE_HOME: undefined,
        THREE_MODE_LAB_CACHE: undefined,
        LC_ALL: 'C',
      }),
      must: 'serves',
    }),
  ),
];
