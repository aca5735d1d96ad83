import { setTimeout } from 'node:timers/promises';
import { atMost } from '../base/at-most.ts';
import type { Log } from '../observe/log.ts';

/**
 * Between the end of a connection and the next attempt; when a connection that comes back no longer counts as one; and how
 * long whoever ends it for good waits for a broker that says nothing.
 */
export const reconnectPolicy = { waitMs: 200, unsteady: { losses: 3, withinMs: 10_000 }, closeMs: 1500 };

/** One attempt at being connected: what it offers, when it ends, and how to end it. */
export interface Session<Offer> {
  offer: Offer;
  /** Resolves when the connection is gone, with the error that ended it where there was one. */
  ended: Promise<unknown>;
  close(): Promise<void>;
}

export interface Link<Offer> {
  /** What the connection offers now; null while there is none. */
  current(): Offer | null;
  /** Why it cannot be relied on, in words: there is none, or it is lost again and again. Null: it can. */
  problem(): string | null;
  /** Ends this connection; the next one follows. */
  drop(): Promise<void>;
  /** Ends it for good; resolves soon, whether or not the broker answers. */
  close(): Promise<void>;
}

/** A connection that comes back: opened anew, with everything set up anew, after every end. */
export function keepConnected<Offer>(log: Log, purpose: string, open: () => Promise<Session<Offer>>): Link<Offer> {
  let session: Session<Offer> | null = null;
  let closing = false;
  /** The last ones, oldest first. */
  const losses: { atMs: number; why: string }[] = [];
  const { losses: tooMany, withinMs } = reconnectPolicy.unsteady;
  const end = async () => {
    await session?.close().catch(() => {});
  };
  const run = async () => {
    while (!closing) {
      try {
        session = await open();
        log.info({ purpose }, 'connected to the broker');
        if (closing) await end();
        const why = await session.ended;
        losses.push({ atMs: Date.now(), why: why instanceof Error ? why.message.slice(0, 200) : 'no reason given' });
        if (losses.length > tooMany) losses.shift();
        if (!closing) log.warn({ purpose, ...(why instanceof Error && { err: why }) }, 'connection to the broker lost');
      } catch (error) {
        if (!closing) log.warn({ err: error, purpose }, 'broker not reachable');
      }
      session = null;
      if (!closing) await setTimeout(reconnectPolicy.waitMs);
    }
  };
  const running = run();
  return {
    current: () => session?.offer ?? null,
    problem() {
      if (!session) return 'not connected to the broker';
      const [first] = losses;
      const isUnsteady = losses.length === tooMany && first && Date.now() - first.atMs < withinMs;
      if (!isUnsteady) return null;
      return `the connection to the broker was lost ${tooMany} times in ${withinMs / 1000} s: ${losses.at(-1)?.why}`;
    },
    drop: end,
    async close() {
      closing = true;
      await atMost(
        reconnectPolicy.closeMs,
        end().then(() => running),
      );
    },
  };
}
