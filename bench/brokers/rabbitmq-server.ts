import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One way to run RabbitMQ that works on this machine. */
export interface RabbitmqServer {
  /** For `run.json`: `rabbitmq`, `erlang` and `obtained`. */
  versions: { rabbitmq: string; erlang: string; obtained: string };
  /** What the reader of results must know: an old version. */
  warning?: string;
  /** How to run it in the foreground. SIGKILL of that process and its group ends the broker and its epmd. */
  command(run: RabbitmqRun): Command;
  /** Erlang's erl_call, for the nodes whose cookie lies in `data` of this folder. */
  call(folder: string, args: readonly string[]): Command;
}

/** A program to start; `env` is its whole environment. Never holds a secret: arguments are public. */
export interface Command {
  file: string;
  args: string[];
  env: Record<string, string>;
}

/** One broker's private folder (`conf`, `data`) and its three ports. */
export interface RabbitmqRun {
  folder: string;
  amqpPort: number;
  distributionPort: number;
  epmdPort: number;
  /** One of several. Absent: the only one, with an epmd of its own. */
  node?: {
    name: string;
    /** For Erlang, besides what every node is told. */
    flags: string;
    /** What its very first start enables, and nothing else; absent: whatever is stable. */
    featureFlags?: string;
  };
}

/**
 * The environment of a server that sees the broker's folder as `base`: every port on loopback, nothing shared with
 * other RabbitMQs of the machine or of its user.
 */
export function serverEnvironment(base: string, path: string, run: RabbitmqRun): Record<string, string> {
  return {
    ...callEnvironment(base, path),
    TMPDIR: `${base}/data`,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(run.epmdPort),
    ERL_CRASH_DUMP_BYTES: '0',
    RABBITMQ_NODENAME: run.node?.name ?? 'lab@localhost',
    RABBITMQ_DIST_PORT: String(run.distributionPort),
    RABBITMQ_CONF_ENV_FILE: `${base}/conf/none.conf`,
    RABBITMQ_CONFIG_FILE: `${base}/conf/rabbitmq`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${base}/conf/enabled_plugins`,
    RABBITMQ_MNESIA_BASE: `${base}/data/mnesia`,
    RABBITMQ_LOG_BASE: `${base}/data/log`,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ['-kernel inet_dist_use_interface {127,0,0,1}', run.node?.flags ?? '']
      .join(' ')
      .trim(),
    ...(run.node?.featureFlags !== undefined && { RABBITMQ_FEATURE_FLAGS: run.node.featureFlags }),
    RUNNING_UNDER_SYSTEMD: 'true', // stays in the foreground and leaves signals to Erlang
  };
}

/** Of whatever calls nodes and is none. */
export const callEnvironment = (base: string, path: string): Record<string, string> => ({
  PATH: path,
  HOME: `${base}/data`, // where Erlang looks for its cookie
  LANG: 'C.UTF-8',
});

/**
 * Runs a server of this file system together with an epmd of its own, in one process group: left to itself, Erlang
 * starts an epmd that detaches and outlives the broker.
 */
export function directCommand(server: string, epmd: string, env: Record<string, string>, run: RabbitmqRun): Command {
  if (run.node) return { file: server, args: [], env }; // the epmd of a cluster is ours
  const script = [
    'epmd=$1 server=$2 tries=0',
    '"$epmd" -port "$ERL_EPMD_PORT" -address 127.0.0.1 &',
    'until "$epmd" -port "$ERL_EPMD_PORT" -names >/dev/null 2>&1; do',
    '  tries=$((tries + 1)); [ $tries -lt 100 ] || exit 1; sleep 0.05',
    'done',
    'exec "$server"',
  ];
  return { file: '/bin/sh', args: ['-c', script.join('\n'), 'sh', epmd, server], env };
}

/** The full version of the Erlang below a root such as `/usr/lib/erlang`, or `unknown`. */
export async function erlangVersion(root: string): Promise<string> {
  const releases = await readdir(join(root, 'releases')).catch(() => []);
  const newest = releases.filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(b) - Number(a))[0] ?? '';
  const text = await readFile(join(root, 'releases', newest, 'OTP_VERSION'), 'utf8').catch(() => '');
  return text.trim() || newest || 'unknown';
}
