import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { debianMirror, PrivateApt } from './apt.ts';
import type { CachePackage, Installed, Installing } from './cache.ts';
import { onPath, toolPath } from './on-path.ts';
import {
  type Command,
  callEnvironment,
  erlangVersion,
  type RabbitmqServer,
  serverEnvironment,
} from './rabbitmq-server.ts';
import { runTool } from './run-tool.ts';

const SUITE = 'trixie';
const PACKAGES = 'rabbitmq-server bash coreutils sed grep mawk util-linux libc-bin'.split(' ');
const KEYRINGS = ['gpg', 'pgp'].map((ending) => `/usr/share/keyrings/debian-archive-keyring.${ending}`);
const INSIDE_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** RabbitMQ 4 with everything it needs, libc included, as a small Debian of its own inside the cache. */
export const privateRoot: CachePackage = {
  name: `rabbitmq-debian-${SUITE}-${arch()}`,
  what: `RabbitMQ 4 (packages of Debian ${SUITE}, in a private root)`,

  async fill(partial, _final, installing) {
    const root = join(partial, 'root');
    const work = join(partial, 'apt');
    const keyring = KEYRINGS.find((file) => existsSync(file));
    if (keyring === undefined) throw new Error(`expected the keys of Debian's archive in ${KEYRINGS[0]}`);
    const source = `deb [signed-by=${keyring}] ${await machineMirror(join(work, 'machine'), installing)} ${SUITE} main\n`;
    const apt = await PrivateApt.create(join(work, SUITE), source, '', installing);
    await apt.update();
    await apt.unpack('RabbitMQ', await apt.resolve(PACKAGES), root);
    await rm(work, { recursive: true });
    await completeRoot(root);
    const home = await serverHome(root);
    return {
      rabbitmq: home.replace(/^.*rabbitmq_server-/, ''),
      erlang: await erlangVersion(join(root, 'usr/lib/erlang')),
      home,
    };
  },
};

/** Why a private root cannot run here, or null when it can. Tries the very calls that are needed. */
export async function privateRootObstacle(): Promise<string | null> {
  if (process.platform !== 'linux') return 'private roots need Linux';
  for (const tool of ['unshare', 'chroot', 'mount']) {
    if (onPath(tool) === null) return `there is no ${tool} on the PATH`;
  }
  const attempt = runTool('unshare', [...UNSHARE, 'mount -t proc proc /proc'], {}, { env: { PATH: toolPath() } });
  return attempt.then(
    () => null,
    (error: Error) => `user namespaces are not allowed here (${error.message.split('\n').at(-1)})`,
  );
}

/** The server in an installed private root. */
export function privateRootServer({ folder, facts }: Installed): RabbitmqServer {
  const { rabbitmq = 'unknown', erlang = 'unknown', home = '' } = facts;
  /** Runs a program of the root, with this folder as its `/state`. */
  function inside(state: string, env: Record<string, string>, ...program: string[]): Command {
    const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    const args = [...UNSHARE, ENTER_ROOT, 'sh', join(folder, 'root'), state, ...variables, ...program];
    return { file: 'unshare', args, env: { PATH: toolPath() } };
  }
  return {
    versions: { rabbitmq, erlang, obtained: `Debian ${SUITE} packages in a private root` },
    command: (run) => inside(run.folder, serverEnvironment('/state', INSIDE_PATH, run), `${home}/sbin/rabbitmq-server`),
    call: (calling, args) =>
      inside(calling, callEnvironment('/state', INSIDE_PATH), '/usr/lib/erlang/bin/erl_call', ...args),
  };
}

/** Root in a user namespace, with mounts and process ids of its own: when unshare ends, everything inside ends. */
const UNSHARE = '--map-root-user --mount --pid --fork --kill-child sh -ec'.split(' ');

// No `exec` before chroot: the shell is process 1 in there, the one that --kill-child ties to unshare.
const ENTER_ROOT = `
root=$1 state=$2; shift 2
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount --bind "$state" "$root/state"
cd /
chroot "$root" /usr/bin/env -i "$@"
exit $?`;

/** The mirror in the machine's own sources. Its package lists may never have been fetched (containers, images). */
async function machineMirror(folder: string, installing: Installing): Promise<string> {
  const known = await debianMirror([], installing).catch(() => null);
  if (known !== null) return known;
  const apt = await PrivateApt.create(folder, null, '', installing);
  await apt.update().catch(() => {}); // one unreachable source is no obstacle
  const mirror = await debianMirror(apt.arguments, installing);
  if (mirror === null) throw new Error("expected a Debian mirror among the machine's apt sources, found none");
  return mirror;
}

/** What the packages' scripts would have done, and the mount points. */
async function completeRoot(root: string): Promise<void> {
  await symlink('bash', join(root, 'usr/bin/sh')).catch(ignoreExisting);
  for (const folder of ['state', 'proc', 'dev', 'tmp', 'etc']) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function serverHome(root: string): Promise<string> {
  const libraries = await readdir(join(root, 'usr/lib/rabbitmq/lib'));
  const home = libraries.find((name) => name.startsWith('rabbitmq_server-'));
  if (home === undefined) throw new Error('expected a rabbitmq_server folder in the packages, found none');
  await lstat(join(root, 'usr/lib/rabbitmq/lib', home, 'sbin/rabbitmq-server'));
  return `/usr/lib/rabbitmq/lib/${home}`;
}
