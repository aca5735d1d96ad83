import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type Engine, groupCommit } from './group-commit.ts';
import {
  beginAlone,
  clientConfig,
  creation,
  isClash,
  isLost,
  isPassing,
  postgresPolicy,
  statement,
} from './postgres-access.ts';
import { commonSchema, type SqlValue, type Store, type StoreSettings, StoreUnavailable, type Tx } from './store.ts';
import type { Place } from './store-place.ts';

/** Between two attempts to reach the server, in milliseconds. */
const RETRY_MS = 100;
/** How long a store that is opened waits for a server that is not there yet, in milliseconds. */
const OPEN_WITHIN_MS = 20_000;

function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || !isPassing(error)) return error;
  return new StoreUnavailable('The store cannot write now.', { cause: error });
}

/** A store in a schema of PostgreSQL, for as many processes as like: one of them writes at a time. */
export async function openPostgresStore(
  settings: StoreSettings,
  place: Place,
  schema: string,
  me: string,
): Promise<Store> {
  const writer = createWriter(place);
  await untilReachable(() => writer.query(creation(place, commonSchema + schema)));
  const pool = new pg.Pool({
    ...clientConfig(place, { default_transaction_read_only: 'on' }),
    max: postgresPolicy.readers,
  });
  pool.on('error', () => {}); // an idle connection broke: the next look makes another
  const group = groupCommit(engineOf(writer, place), settings.LAB_BATCH);
  let closed: Promise<void> | null = null;
  return {
    me,
    transact: group.transact,
    reader: statementsOf((query) => pool.query(query)),
    close() {
      closed ??= (async () => {
        writer.giveUp();
        await group.end();
        await pool.end();
        await writer.close();
      })();
      return closed;
    },
  };
}

async function untilReachable(work: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + OPEN_WITHIN_MS;
  for (;;) {
    try {
      return void (await work());
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw asStoreError(error);
      await setTimeout(RETRY_MS);
    }
  }
}

type Query = (query: pg.QueryConfig<SqlValue[]>) => Promise<pg.QueryResult>;

function statementsOf(query: Query): Omit<Tx, 'afterCommit'> {
  const ask = (sql: string, params: SqlValue[]) =>
    query(statement(sql, params)).catch((error: unknown) => Promise.reject(asStoreError(error)));
  return {
    takesLists: true,
    all: async <Row>(sql: string, ...params: SqlValue[]) => (await ask(sql, params)).rows as Row[],
    get: async <Row>(sql: string, ...params: SqlValue[]) => (await ask(sql, params)).rows[0] as Row | undefined,
    run: async (sql: string, ...params: SqlValue[]) => (await ask(sql, params)).rowCount ?? 0,
  };
}

type Writer = ReturnType<typeof createWriter>;

/** The one connection that writes, made anew when it is lost. */
function createWriter(place: Place) {
  let client: pg.Client | null = null;
  let givenUp = false;

  function forget(one: pg.Client): void {
    if (client !== one) return;
    client = null;
    void one.end().catch(() => {});
  }

  async function connected(): Promise<pg.Client> {
    if (client) return client;
    const fresh = new pg.Client(clientConfig(place));
    fresh.on('error', () => forget(fresh));
    fresh.on('end', () => forget(fresh));
    await fresh.connect();
    return (client = fresh);
  }

  return {
    isConnected: () => client !== null,
    /** The answer; to several statements in one text the answer to each. */
    async query(query: string | pg.QueryConfig<SqlValue[]>): Promise<pg.QueryResult | pg.QueryResult[]> {
      const one = await connected();
      try {
        return await one.query(query);
      } catch (error) {
        if (isLost(error)) forget(one);
        throw error;
      }
    },
    /**
     * What became of a transaction whose commit was not answered. The server knows, once it can be asked; until then nobody
     * else's commit could be made either. Throws when the store is closed before.
     */
    async fateOf(xid: string): Promise<'committed' | 'aborted'> {
      do {
        const asked = await this.query({
          text: 'SELECT pg_xact_status(CAST($1 AS xid8)) AS fate',
          values: [xid],
        }).catch(() => null);
        const fate = (asked as pg.QueryResult<{ fate: string }> | null)?.rows[0]?.fate;
        if (fate === 'committed' || fate === 'aborted') return fate;
        await setTimeout(RETRY_MS);
      } while (!givenUp);
      throw new Error('The store was closed before it was known whether this transaction is committed.');
    },
    giveUp() {
      givenUp = true;
    },
    async close() {
      await client?.end().catch(() => {});
    },
  };
}

function engineOf(writer: Writer, place: Place): Engine {
  const begin = beginAlone(place);
  let open = false;
  let xid = '';
  /** A failed statement spoils its transaction, also when the work goes on as if nothing had happened. */
  let spoilt: { by: unknown } | null = null;

  const rollback = async () => {
    open = false;
    if (writer.isConnected()) await writer.query('ROLLBACK').catch(() => {});
  };

  return {
    statements: statementsOf(async (query) => {
      if (!open || !writer.isConnected()) throw new StoreUnavailable('The connection to the store was lost.');
      try {
        return (await writer.query(query)) as pg.QueryResult;
      } catch (error) {
        spoilt ??= { by: error };
        throw error;
      }
    }),
    async begin() {
      spoilt = null;
      try {
        const answers = (await writer.query(begin)) as pg.QueryResult<{ xid: string }>[];
        xid = answers.at(-1)?.rows[0]?.xid ?? '';
        open = true;
      } catch (error) {
        await rollback();
        throw error;
      }
    },
    async commit() {
      open = false;
      const answer = await writer.query('COMMIT').catch((error: unknown) => ({ error }));
      if ('error' in answer) {
        if ((await writer.fateOf(xid)) === 'aborted') throw asStoreError(answer.error);
      } else if ((answer as pg.QueryResult).command !== 'COMMIT') {
        throw new Error('The transaction was rolled back: one of its statements had failed.');
      }
    },
    rollback,
    savepoint: () => writer.query('SAVEPOINT one'),
    release: () => writer.query('RELEASE one'),
    async undo() {
      await writer.query('ROLLBACK TO one; RELEASE one');
      spoilt = null;
    },
    isOpen: () => open && writer.isConnected(),
    mustBeWhole() {
      if (spoilt) throw spoilt.by;
      if (!writer.isConnected()) throw new StoreUnavailable('The connection to the store was lost.');
    },
    wasInTheWay: isClash,
    asStoreError,
  };
}
