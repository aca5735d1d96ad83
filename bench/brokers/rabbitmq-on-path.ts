import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { onPath, toolPath } from './on-path.ts';
import {
  callEnvironment,
  directCommand,
  erlangVersion,
  type RabbitmqServer,
  serverEnvironment,
} from './rabbitmq-server.ts';
import { runTool, withoutFlags } from './run-tool.ts';
import { isAtLeast } from './version.ts';

const ASK_ERLANG = 'io:format("~s", [code:root_dir()]), halt().';

/** The machine's own RabbitMQ, of whatever version, or null when there is none that this user could run. */
export async function serverOnPath(): Promise<RabbitmqServer | null> {
  const found = onPath('rabbitmq-server');
  const erl = onPath('erl');
  if (found === null || erl === null) return null;
  const server = unwrapped(resolved(found));
  const rabbitmq = versionFromPath(server) ?? (await askVersion(server));
  const root = await runTool(erl, ['-noshell', '-eval', ASK_ERLANG], {}, withoutFlags).catch(() => '');
  const epmd = [join(root, 'bin/epmd'), onPath('epmd') ?? ''].find((file) => existsSync(file));
  if (rabbitmq === null || epmd === undefined) return null;
  const path = `${dirname(erl)}:${toolPath()}`;
  return {
    versions: { rabbitmq, erlang: await erlangVersion(root), obtained: 'rabbitmq-server on the PATH' },
    ...(isAtLeast(rabbitmq, '4')
      ? {}
      : { warning: `RabbitMQ ${rabbitmq} is older than 4: results are not those of RabbitMQ 4` }),
    command: (run) => directCommand(server, epmd, serverEnvironment(run.folder, path, run), run),
    call: (folder, args) => ({ file: erlCall(root), args: [...args], env: callEnvironment(folder, path) }),
  };
}

/** Beside the programs of the runtime, or on the PATH. */
const erlCall = (root: string): string =>
  [join(root, 'bin/erl_call')].find((file) => existsSync(file)) ?? onPath('erl_call') ?? 'erl_call';

/** `4.0.5` from a path like `…/rabbitmq_server-4.0.5/sbin/rabbitmq-server` or `…/rabbitmq/4.0.5/sbin/…`. */
export function versionFromPath(path: string): string | null {
  return /rabbitmq(?:_server-|\/)(\d+\.\d+\.\d+)/.exec(path)?.[1] ?? null;
}

/** Its scripts look for one another beside it. A link to another name is a version manager's, and must be called as it is. */
function resolved(file: string): string {
  const target = realpathSync(file);
  return basename(target) === basename(file) || target.includes('rabbitmq-script-wrapper') ? target : file;
}

/** Debian's commands are wrappers that insist on root or the rabbitmq user; the server itself lies beside them. */
function unwrapped(file: string): string {
  const inner = '/usr/lib/rabbitmq/bin/rabbitmq-server';
  const isWrapper = file.includes('rabbitmq-script-wrapper') || dirname(file) === '/usr/sbin';
  return isWrapper && existsSync(inner) ? realpathSync(inner) : file;
}

async function askVersion(server: string): Promise<string | null> {
  const text = await runTool(join(dirname(server), 'rabbitmqctl'), ['version']).catch(() => '');
  return /\d+\.\d+\.\d+/.exec(text)?.[0] ?? null;
}
