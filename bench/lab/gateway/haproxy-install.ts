import { readFile, rm } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { PrivateApt } from '../../brokers/apt.ts';
import { type CachePackage, ensureInstalled, type Installing } from '../../brokers/cache.ts';
import { onPath } from '../../brokers/on-path.ts';
import { runTool } from '../../brokers/run-tool.ts';
import { isAtLeast } from '../../brokers/version.ts';

/** From here on it reads bearer tokens and checks their signatures. */
const OLDEST = '2.6';
const DPKG_STATUS = '/var/lib/dpkg/status';

/** How HAProxy is run on this machine. */
export interface Haproxy {
  file: string;
  env: Record<string, string>;
  version: string;
}

/** The distribution's own package and the libraries that the machine lacks for it, unpacked in the cache; it runs with the machine's libc. */
const haproxyPackage: CachePackage = {
  name: `haproxy-relocated-${arch()}`,
  what: "HAProxy (the distribution's package)",
  async fill(partial, _final, installing) {
    const apt = await PrivateApt.create(join(partial, 'apt'), null, await readFile(DPKG_STATUS, 'utf8'), installing);
    await apt.update().catch((error: Error) => installing.say(`some package lists failed: ${error.message}`));
    const root = join(partial, 'root');
    await apt.unpack('HAProxy', await apt.resolve(['haproxy']), root);
    await rm(join(partial, 'apt'), { recursive: true });
    return { version: await versionOf(programIn(root), librariesIn(root)) };
  },
};

const programIn = (root: string) => join(root, 'usr/sbin/haproxy');
const librariesIn = (root: string) => ({
  LD_LIBRARY_PATH: ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((triplet) => join(root, 'usr/lib', triplet)).join(':'),
});

/** That of the PATH where it is new enough, else the distribution's package. Rejects with what to do where neither is to be had. */
export async function obtainHaproxy(installing: Installing): Promise<Haproxy> {
  const file = onPath('haproxy');
  const tried: string[] = [];
  if (file !== null) {
    const version = await versionOf(file, {}).catch(() => '0');
    if (isAtLeast(version, OLDEST)) return { file, env: {}, version };
    tried.push(`the one on the PATH is ${version}`);
  }
  try {
    if (onPath('apt-get') === null) throw new Error('there is no apt-get on the PATH');
    const { folder, facts } = await ensureInstalled(haproxyPackage, installing);
    const root = join(folder, 'root');
    const version = facts['version'] ?? 'unknown';
    if (!isAtLeast(version, OLDEST)) throw new Error(`the package of this distribution is ${version}`);
    return { file: programIn(root), env: librariesIn(root), version };
  } catch (error) {
    tried.push((error as Error).message);
  }
  throw new Error(
    `expected HAProxy ${OLDEST} or newer for the gateway (${tried.join('; ')}). Install it, so that haproxy is on the PATH, or use a Debian-family machine with a reachable mirror.`,
  );
}

async function versionOf(file: string, env: Record<string, string>): Promise<string> {
  const printed = await runTool(file, ['-v'], {}, { env });
  return /version (\d+\.\d+(?:\.\d+)?)/.exec(printed)?.[1] ?? '0';
}
