import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { PrivateApt } from './apt.ts';
import type { CachePackage, Installed } from './cache.ts';
import { onPath, toolPath } from './on-path.ts';
import {
  callEnvironment,
  directCommand,
  erlangVersion,
  type RabbitmqServer,
  serverEnvironment,
} from './rabbitmq-server.ts';
import { isAtLeast } from './version.ts';

const DPKG_STATUS = '/var/lib/dpkg/status';
const ERLANG = '/usr/lib/erlang';

/**
 * The distribution's own RabbitMQ and Erlang, unpacked in the cache and told that they live there. Uses the machine's
 * libc; needs no user namespace.
 */
export const relocated: CachePackage = {
  name: `rabbitmq-relocated-${arch()}`,
  what: "RabbitMQ (the distribution's packages, relocated)",

  async fill(partial, final, installing) {
    const status = withoutErlang(await readFile(DPKG_STATUS, 'utf8'));
    const apt = await PrivateApt.create(join(partial, 'apt'), null, status, installing);
    await apt.update().catch((error: Error) => installing.say(`some package lists failed: ${error.message}`));
    const root = join(partial, 'root');
    await apt.unpack('RabbitMQ', await apt.resolve(['rabbitmq-server']), root);
    await rm(join(partial, 'apt'), { recursive: true });
    await relocateErlang(root, join(final, 'root', ERLANG));
    const libraries = await readdir(join(root, 'usr/lib/rabbitmq/lib'));
    const home = libraries.find((name) => name.startsWith('rabbitmq_server-')) ?? 'rabbitmq_server-unknown';
    return {
      rabbitmq: home.replace('rabbitmq_server-', ''),
      erlang: await erlangVersion(join(root, ERLANG)),
      home: `usr/lib/rabbitmq/lib/${home}`,
    };
  },
};

/** Erlang's start scripts name the folder it was built for. */
async function relocateErlang(root: string, home: string): Promise<void> {
  const erl = join(root, ERLANG, 'bin/erl');
  const script = await readFile(erl, 'utf8');
  if (!script.includes(ERLANG)) throw new Error(`expected ${ERLANG} to be named in its bin/erl`);
  await writeFile(erl, script.replaceAll(ERLANG, home));
}

/** Why this way cannot be tried here, or null when it can. */
export function relocationObstacle(): string | null {
  return onPath('apt-get') === null ? 'this is no Debian-family machine (no apt-get on the PATH)' : null;
}

/** The server of an installed relocation. */
export function relocatedServer({ folder, facts }: Installed): RabbitmqServer {
  const { rabbitmq = 'unknown', erlang = 'unknown', home = '' } = facts;
  const root = join(folder, 'root');
  const path = `${join(root, ERLANG, 'bin')}:${toolPath()}`;
  const libraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
    .map((triplet) => join(root, 'usr/lib', triplet))
    .join(':');
  return {
    versions: { rabbitmq, erlang, obtained: "the distribution's packages, relocated" },
    ...(isAtLeast(rabbitmq, '4')
      ? {}
      : { warning: `RabbitMQ ${rabbitmq} is older than 4: results are not those of RabbitMQ 4` }),
    command(run) {
      const env = { ...serverEnvironment(run.folder, path, run), LD_LIBRARY_PATH: libraries };
      return directCommand(join(root, home, 'sbin/rabbitmq-server'), join(root, ERLANG, 'bin/epmd'), env, run);
    },
    call: (calling, args) => ({
      file: join(root, ERLANG, 'bin/erl_call'),
      args: [...args],
      env: { ...callEnvironment(calling, path), LD_LIBRARY_PATH: libraries },
    }),
  };
}

/** A dpkg status without Erlang and RabbitMQ, so that apt resolves all of theirs and only what else is missing. */
export function withoutErlang(status: string): string {
  return status
    .split(/\n{2,}/)
    .filter((paragraph) => !/^Package: (?:erlang|rabbitmq)/m.test(paragraph))
    .join('\n\n');
}
