import pg from 'pg';
import type { Inspected } from './inspector.ts';
import { beginAlone, clientConfig, lockOf, removal, statement } from './postgres-access.ts';
import type { SqlValue } from './store.ts';
import type { Place } from './store-place.ts';

/** A connection nobody uses is closed after this, in milliseconds: a look often follows a look. */
const IDLE_MS = 1000;

/** `relation "x" does not exist`: there is no such table, or no such schema. */
const NO_TABLE = '42P01';

/** The store of a role in a schema of PostgreSQL. */
export function inspectPostgres(place: Place): Inspected {
  const { schema } = place;
  const pool = poolOf(place);

  const exists = async () => {
    const { rows } = await pool.query<{ it: string | null }>('SELECT to_regnamespace($1) AS it', [
      pg.escapeIdentifier(schema),
    ]);
    return rows[0]?.it !== null;
  };
  const ask = async <Row>(sql: string, ...params: SqlValue[]) =>
    (await pool.query(statement(sql.replaceAll('{written}', 'written'), params))).rows as Row[];
  const select = async <Row>(sql: string, ...params: SqlValue[]) =>
    ask<Row>(sql, ...params).catch(async (error: { code?: string }) => {
      if (error.code === NO_TABLE && !(await exists())) return [];
      throw error;
    });

  return {
    select,
    async tables() {
      const sql = 'SELECT tablename AS name FROM pg_tables WHERE schemaname = ?';
      return new Set((await ask<{ name: string }>(sql, schema)).map(({ name }) => name));
    },
    // A sequence skips numbers whenever a transaction is undone: what is missing in it was not there for certain.
    async gone(table) {
      const sql = 'SELECT n_tup_del AS gone FROM pg_stat_user_tables WHERE schemaname = ? AND relname = ?';
      return (await ask<{ gone: number }>(sql, schema, table))[0]?.gone ?? 0;
    },
    async change(sql, ...params) {
      if (!(await exists())) return null;
      return alone(place, async (client) => {
        await client.query(beginAlone(place));
        const { rowCount } = await client.query(statement(sql, params));
        await client.query('SELECT pg_stat_force_next_flush(); COMMIT'); // what is gone is counted at once
        return rowCount ?? 0;
      });
    },
    async lockWrites() {
      const client = await connected(place);
      await client.query(`SELECT pg_advisory_lock(${lockOf(schema)})`);
      return () => client.end();
    },
    remove: () => alone(place, async (client) => void (await client.query(removal(place)))),
    steady: () => ({ select, close() {} }), // the pool keeps what it can
  };
}

const pools = new Map<string, pg.Pool>();

/** Shared by all looks at one place, and no reason for this process to stay. */
function poolOf(place: Place): pg.Pool {
  const key = JSON.stringify(place);
  let pool = pools.get(key);
  if (!pool) {
    const config = clientConfig(place, { default_transaction_read_only: 'on' });
    pool = new pg.Pool({ ...config, max: 2, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true });
    pool.on('error', () => {}); // the server ended
    pools.set(key, pool);
  }
  return pool;
}

async function connected(place: Place): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(place));
  client.on('error', () => {}); // the server ended: whatever is asked next says so
  await client.connect();
  return client;
}

async function alone<Result>(place: Place, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = await connected(place);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
