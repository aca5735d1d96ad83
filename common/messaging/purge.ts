import { setTimeout } from 'node:timers/promises';
import type { Log } from '../observe/log.ts';
import { type SqlValue, type Store, StoreUnavailable, type Tx } from '../store/store.ts';

/** A table whose rows are needed for a while only. */
export interface Passing {
  table: string;
  /** Its rows are walked through in the order of this column. */
  key: string;
  /** Which rows may go; its one `?` is the moment, ISO 8601, before which they were last of use. */
  passed: string;
  /** Rows are kept for so many times the setting. */
  times: number;
}

export const purgePolicy = {
  /** Rows that are looked at in one transaction: it takes about a millisecond, and others wait for it. */
  page: 500,
  /** Between two pages; between two rounds a hundredth of the time for which rows are kept, within these bounds. */
  pauseMs: 20,
  leastBetweenRoundsMs: 1000,
  mostBetweenRoundsMs: 600_000,
};

/** What was sent is of use to a republish, as long as a log would keep it. */
export const sentEvents: Passing = { table: 'outbox', key: 'seq', passed: 'sent_at < ?', times: 1 };
/** What was applied comes again at the latest when the other side has it no more: sent late, and kept as long again. */
export const appliedMessages: Passing = { table: 'inbox', key: 'message_id', passed: 'applied_at < ?', times: 2 };

/**
 * Removes what is no longer needed, for as long as the store is open: round after round, page by page, so that neither a table
 * with history nor its purge holds up the work. A round that fails is made again.
 */
export function startPurge(
  store: Store,
  tables: readonly Passing[],
  keptSeconds: number,
  log: Log,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { pauseMs, leastBetweenRoundsMs, mostBetweenRoundsMs } = purgePolicy;
  const betweenMs = Math.min(mostBetweenRoundsMs, Math.max(leastBetweenRoundsMs, keptSeconds * 10));

  async function run(): Promise<void> {
    for (;;) {
      await setTimeout(betweenMs, undefined, { signal, ref: false });
      try {
        for (const table of tables)
          await purgeTable(store, table, keptSeconds, () => setTimeout(pauseMs, undefined, { signal, ref: false }));
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        log.debug({ err: error }, 'what is no longer needed could not be removed now');
      }
    }
  }

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** One round through one table; `pause` between two pages. Returns how many rows are gone. */
export async function purgeTable(
  store: Store,
  { table, key, passed, times }: Passing,
  keptSeconds: number,
  pause: () => Promise<void>,
): Promise<number> {
  const before = new Date(Date.now() - times * keptSeconds * 1000).toISOString();
  const first = `SELECT ${key} AS "key" FROM ${table} ORDER BY ${key} LIMIT ${purgePolicy.page}`;
  const next = `SELECT ${key} AS "key" FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${purgePolicy.page}`;
  let gone = 0;
  for (let behind: SqlValue = null; ; await pause()) {
    const rows: { key: SqlValue }[] = await (behind === null
      ? store.reader.all<{ key: SqlValue }>(first)
      : store.reader.all<{ key: SqlValue }>(next, behind));
    const [from, to] = [rows[0]?.key, rows.at(-1)?.key];
    if (from === undefined || to === undefined) return gone;
    const remove = (tx: Tx) =>
      tx.run(`DELETE FROM ${table} WHERE ${key} BETWEEN ? AND ? AND ${passed}`, from, to, before);
    gone += await store.transact(remove);
    if (rows.length < purgePolicy.page) return gone;
    behind = to;
  }
}
