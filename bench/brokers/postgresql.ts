import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Settings } from '../../common/base/config.ts';
import type { Broker, BrokerOptions } from './broker.ts';
import type { BrokerKind, BrokerStatus } from './broker-kind.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { useExternalBroker } from './external-broker.ts';
import { findPostgres, obtainPostgres } from './postgresql-install.ts';
import { runTool } from './run-tool.ts';
import { startOnFreePorts } from './start-on-ports.ts';

/** The server that keeps the stores where several processes of a role share one. No broker, and run like one. */
export const postgresql: Pick<BrokerKind, 'kind' | 'name' | 'variable' | 'check' | 'touched' | 'status'> = {
  kind: 'postgresql',
  name: 'PostgreSQL',
  variable: 'STORE_URL',
  check: checkStoreUrl,
  touched: { probe: 'a connection', made: 'schemas' },
  async status(): Promise<BrokerStatus> {
    try {
      const facts = await findPostgres();
      if (facts === null)
        return { kind: 'postgresql', ready: false, versions: {}, note: 'not installed yet, needed for --instances' };
      return { kind: 'postgresql', ready: true, versions: { ...facts, obtained: 'npm' }, note: '' };
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      return { kind: 'postgresql', ready: false, versions: {}, note: error.message };
    }
  },
};

type Tier = Settings['LAB_DURABILITY'];

/**
 * The PostgreSQL that STORE_URL names, or one of our own for as long as it is needed, on a loopback port behind a password.
 * Rejects with BrokerUnavailable when there is no way to one.
 */
export async function startPostgresql(tier: Tier, options: Omit<BrokerOptions, 'probe'>): Promise<Broker> {
  const named = process.env[postgresql.variable] ?? '';
  if (named !== '') return useExternalBroker(postgresql, checkStoreUrl(named), { probe: answers });
  const { version, command } = await obtainPostgres(options);
  return startOnFreePorts('postgresql', 1, { ...options, probe: answers }, async (folder, [port = 0]) => {
    const [password, passwordFile, data] = [randomBytes(18).toString('hex'), join(folder, 'pw'), join(folder, 'data')];
    await writeFile(passwordFile, password, { mode: 0o600 });
    const cluster = ['-D', data, '-U', 'lab', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const init = command('initdb', [...cluster, '--encoding=UTF8', '--locale=C', '--no-sync']);
    await runTool(init.file, init.args, options, { env: init.env });
    await rm(passwordFile);
    const settings = { ...postgresSettings(tier), listen_addresses: '127.0.0.1' };
    const given = Object.entries({ ...settings, port: String(port), unix_socket_directories: '' });
    return {
      kind: 'postgresql',
      what: `PostgreSQL ${version}`,
      url: `postgres://lab:${password}@127.0.0.1:${port}/postgres`,
      versions: { postgresql: version, obtained: 'npm' },
      settings,
      command: command('postgres', ['-D', data, ...given.flatMap(([name, value]) => ['-c', `${name}=${value}`])]),
      folder,
      logFile: join(folder, 'postgresql.log'),
      port,
      isBroker: (row) => row.name.startsWith('postgres'),
      stopSignal: 'SIGINT', // at once, whoever is still connected
    };
  });
}

/**
 * What decides how it writes. Without fsync a commit is with the kernel when it is answered: it outlives the server's
 * process, as a commit of SQLite does in that tier. Without synchronous_commit it would not.
 */
function postgresSettings(tier: Tier): Record<string, string> {
  return {
    fsync: tier === 'fsync' ? 'on' : 'off',
    synchronous_commit: 'on',
    shared_buffers: '64MB',
    max_connections: '400',
    max_wal_size: '1GB',
    jit: 'off', // no statement of ours is worth compiling
    dynamic_shared_memory_type: 'mmap', // in its folder: nothing is left in /dev/shm when it is killed
  };
}

/** A database that answers. */
async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** `postgres://user:password@host:port/database`. Throws BrokerUnavailable otherwise, and never repeats a password. */
function checkStoreUrl(text: string): string {
  const expected = 'STORE_URL: expected postgres://user:password@host:port/database';
  const got = URL.canParse(text) ? `${new URL(text).protocol}//…` : 'something that is no URL';
  if (/^postgres(ql)?:\/\/…$/.test(got)) return text;
  throw new BrokerUnavailable('postgresql', `${expected}, got ${got}`);
}
