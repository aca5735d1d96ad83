import { setTimeout } from 'node:timers/promises';
import type { Log } from '../observe/log.ts';

/** Between the end of a connection and the next attempt. */
export const reconnectPolicy = { waitMs: 200 };

/** One attempt at being connected: what it offers, when it ends, and how to end it. */
export interface Session<Offer> {
  offer: Offer;
  /** Resolves when the connection is gone, for whatever reason. */
  ended: Promise<unknown>;
  close(): Promise<void>;
}

export interface Link<Offer> {
  /** What the connection offers now; null while there is none. */
  current(): Offer | null;
  /** Ends this connection; the next one follows. */
  drop(): Promise<void>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** A connection that comes back: opened anew, with everything set up anew, after every end. */
export function keepConnected<Offer>(log: Log, purpose: string, open: () => Promise<Session<Offer>>): Link<Offer> {
  let session: Session<Offer> | null = null;
  let closing = false;
  const end = async () => {
    await session?.close().catch(() => {});
  };
  const run = async () => {
    while (!closing) {
      try {
        session = await open();
        log.info({ purpose }, 'connected to the broker');
        if (closing) await end();
        await session.ended;
        if (!closing) log.warn({ purpose }, 'connection to the broker lost');
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
    drop: end,
    async close() {
      closing = true;
      await end();
      await running;
    },
  };
}
