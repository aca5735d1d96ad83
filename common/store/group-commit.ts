import { storeCommits } from '../observe/store-commits.ts';
import { type Store, StoreUnavailable, type Tx } from './store.ts';

const MAX_WAITING = 20_000;
/** So often a group that only met somebody else is run again. */
const MOST_TRIES = 5;

type Maybe<Value> = Value | Promise<Value>;

/** What an engine does for its transactions: one at a time, on the one connection that writes. */
export interface Engine {
  /** Statements of the transaction that is open. */
  statements: Omit<Tx, 'afterCommit'>;
  begin(): Maybe<unknown>;
  /** Resolves when the changes are there for certain, throws when they are certainly not. */
  commit(): Maybe<unknown>;
  rollback(): Maybe<unknown>;
  savepoint(): Maybe<unknown>;
  release(): Maybe<unknown>;
  /** Back to the savepoint, which is gone then. */
  undo(): Maybe<unknown>;
  /** Whether there still is a transaction that could be rolled back. */
  isOpen(): boolean;
  /** Throws when what was written cannot be committed, whatever the work made of the error. */
  mustBeWhole(): void;
  /** Whether others stood in the way, of whom nothing may be left the next time: a deadlock, say. */
  wasInTheWay(error: unknown): boolean;
  /** The error as callers know it: StoreUnavailable where a later transaction may succeed. */
  asStoreError(error: unknown): unknown;
}

interface Job {
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Transactions that arrive while one commit runs share the next, at most `batch` of them. */
export function groupCommit(engine: Engine, batch: number): Pick<Store, 'transact'> & { end(): Promise<void> } {
  let waiting: Job[] = [];
  let running: Promise<void> | null = null;
  let ended = false;
  let done: (() => void)[] = [];
  const tx: Tx = { ...engine.statements, afterCommit: (then) => void done.push(then) };

  async function run(job: Job): Promise<void> {
    const value = await job.work(tx);
    engine.mustBeWhole();
    done.push(() => job.resolve(value));
  }

  async function runInSavepoint(job: Job): Promise<void> {
    const doneBefore = done.length;
    await engine.savepoint();
    try {
      await run(job);
      await engine.release();
    } catch (error) {
      if (!engine.isOpen() || engine.wasInTheWay(error)) throw error; // it is the end of the whole group
      await engine.undo();
      done.length = doneBefore;
      done.push(() => job.reject(engine.asStoreError(error)));
    }
  }

  async function runAll(jobs: Job[], one: (job: Job) => Promise<void>): Promise<void> {
    done = [];
    await engine.begin();
    for (const job of jobs) await one(job);
  }

  /** Hardly any transaction fails, and a savepoint costs as much as a row: they come with the second try. */
  async function runGroup(jobs: Job[], tries = 1): Promise<void> {
    try {
      try {
        await runAll(jobs, run);
      } catch (error) {
        if (!engine.isOpen() || jobs.length === 1 || engine.wasInTheWay(error)) throw error;
        await engine.rollback();
        await runAll(jobs, runInSavepoint);
      }
      await engine.commit();
      storeCommits.total++;
    } catch (error) {
      if (engine.isOpen()) await engine.rollback();
      if (tries < MOST_TRIES && engine.wasInTheWay(error)) return runGroup(jobs, tries + 1);
      for (const job of jobs) job.reject(engine.asStoreError(error));
      return;
    }
    for (const settle of done) settle();
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await new Promise((next) => setImmediate(next)); // whatever this turn of the event loop brings joins the group
      const jobs = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      await runGroup(jobs);
    }
    running = null;
  }

  return {
    transact<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
      return new Promise<Result>((resolve, reject) => {
        if (ended) throw new StoreUnavailable('The store is closed.');
        if (waiting.length >= MAX_WAITING) throw new StoreUnavailable('Too many transactions wait for the store.');
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        running ??= drain();
      });
    },
    /** Takes no more, and resolves when what came before is committed. */
    async end(): Promise<void> {
      ended = true;
      await running;
    },
  };
}
