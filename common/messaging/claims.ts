import { setTimeout } from 'node:timers/promises';
import { type Store, StoreUnavailable, type Tx } from '../store/store.ts';

export const claimSchema = `
  CREATE TABLE IF NOT EXISTS claimants (claimant TEXT PRIMARY KEY, beat BIGINT NOT NULL);`;

export const claimPolicy = {
  /** A process says so often that it is there. */
  beatMs: 1000,
  /** One that could not say so for this long leaves its rows alone: they may be somebody else's soon. */
  holdsMs: 3000,
  /** One that was silent for this long, by the clock of whoever watches it, loses its rows to him. */
  runsOutMs: 5000,
};

/** Which unfinished rows of a table are this process's, where several processes share a store. */
export interface Claims {
  /** What a row of this process has in its column `claimant`. Null: no other process has this store, and no row says whose it is. */
  readonly me: string | null;
  /** The end of a condition that only rows of this process meet, and its parameters. */
  readonly mine: string;
  readonly mineIs: readonly string[];
  /** Whether its rows are certainly its own now. */
  holds(): boolean;
  /**
   * From now on keeps them, and takes those of who is dead. `counted` is told after a commit how many there are, at first and
   * whenever others had a hand in it: rows were taken, or may have been lost.
   */
  start(counted: (rows: number) => void): Promise<void>;
  /** What it leaves unfinished is anybody's at once. */
  stop(): Promise<void>;
}

/**
 * So that two processes never take care of one row, and a dead one's rows are taken care of: each row is claimed by whoever
 * stores it, in its own transaction, so a claim costs nothing. A claim lasts while its claimant counts up; no two clocks are
 * compared, since everybody watches by his own how long another one's count stood still.
 *
 *   claimant ─▶ beat 1, 2, 3 …          in the store, once a second
 *                    └─ stood still for 5 s ─▶ whoever sees it first takes its rows, in one transaction
 *
 * A claimant that cannot count, paused or without its store, stops handing over before that: what it had under way may then
 * be done twice, as after any crash.
 */
export function createClaims(store: Store, table: string, unfinished: string): Claims {
  const count = async (tx: Tx, mine: string, params: readonly string[]): Promise<number> => {
    const sql = `SELECT COUNT(*) AS "rows" FROM ${table} WHERE ${unfinished}${mine}`;
    return (await tx.get<{ rows: number }>(sql, ...params))?.rows ?? 0;
  };
  const { me } = store;
  if (me === null) {
    return {
      me,
      mine: '',
      mineIs: [],
      holds: () => true,
      start: (counted) =>
        store.transact(async (tx) => {
          const rows = await count(tx, '', []);
          tx.afterCommit(() => counted(rows));
        }),
      stop: async () => {},
    };
  }

  const [mine, mineIs] = [' AND claimant = ?', [me]];
  const take = `UPDATE ${table} SET claimant = ? WHERE ${unfinished} AND claimant`;
  const others = createWatch(store, me, `${table} WHERE ${unfinished}`);
  const stopping = new AbortController();
  let heldSinceMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  const holds = () => performance.now() - heldSinceMs < claimPolicy.holdsMs;

  async function beat(counted: (rows: number) => void): Promise<void> {
    const nowMs = performance.now();
    const held = holds();
    if (!held) others.forget(); // who was away himself has watched nobody
    const silent = await others.silent(nowMs);
    await store.transact(async (tx) => {
      await tx.run(
        `INSERT INTO claimants (claimant, beat) VALUES (?, 1)
         ON CONFLICT (claimant) DO UPDATE SET beat = claimants.beat + 1`,
        me,
      );
      let gained = await tx.run(`${take} IS NULL`, me);
      for (const { claimant, beat: silentAt } of silent) {
        await tx.run('DELETE FROM claimants WHERE claimant = ? AND beat = ?', claimant, silentAt);
        const lives = 'SELECT 1 FROM claimants WHERE claimant = ?';
        gained += await tx.run(`${take} = ? AND NOT EXISTS (${lives})`, me, claimant, claimant);
      }
      if (gained === 0 && held) return;
      const rows = await count(tx, mine, mineIs);
      tx.afterCommit(() => {
        heldSinceMs = nowMs;
        counted(rows);
      });
    });
    heldSinceMs = nowMs;
  }

  async function keep(counted: (rows: number) => void): Promise<void> {
    for (;;) {
      await setTimeout(claimPolicy.beatMs, undefined, { signal: stopping.signal, ref: false });
      await beat(counted).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
      });
    }
  }

  return {
    me,
    mine,
    mineIs,
    holds,
    async start(counted) {
      await beat(counted);
      running = keep(counted).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
    },
    async stop() {
      stopping.abort();
      await running;
      heldSinceMs = Number.NEGATIVE_INFINITY;
      const free = store.transact(async (tx) => {
        await tx.run(`${take} = ?`, null, me);
        await tx.run('DELETE FROM claimants WHERE claimant = ?', me);
      });
      await free.catch(() => {}); // then its claim runs out
    },
  };
}

interface Counting {
  claimant: string;
  beat: number;
}

/** Watches how the others count, those who are only known by rows they left among them. */
function createWatch(store: Store, me: string, unfinishedRows: string) {
  let seen = new Map<string, Counting & { sinceMs: number }>();
  return {
    forget: () => seen.clear(),
    /** Whose count stood still for long enough. */
    async silent(nowMs: number): Promise<Counting[]> {
      const counting = await store.reader.all<Counting>(
        `SELECT claimant, beat FROM claimants WHERE claimant <> ?
         UNION SELECT claimant, 0 AS beat FROM ${unfinishedRows} AND claimant <> ?
           AND claimant NOT IN (SELECT claimant FROM claimants)`,
        me,
        me,
      );
      const before = seen;
      const now = counting.map(({ claimant, beat }) => {
        const known = before.get(claimant);
        return known?.beat === beat ? known : { claimant, beat, sinceMs: nowMs };
      });
      seen = new Map(now.map((one) => [one.claimant, one]));
      return now.filter(({ sinceMs }) => nowMs - sinceMs >= claimPolicy.runsOutMs);
    },
  };
}
