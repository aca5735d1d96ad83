import { setTimeout } from 'node:timers/promises';
import { stampClock, stampReceived } from '../observe/stamps.ts';
import { handledInTrace } from '../observe/tracing.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Message } from './inbox.ts';

/** Resolves when the effect of all these messages is committed; throws when none of it is. */
export type Handle<Event> = (messages: readonly Message<Event>[]) => Promise<void>;

/** What a consumer does with a batch. `Raw` is what its client library delivered. */
export interface Delivery<Raw, Event> {
  batch: readonly Raw[];
  /** Throws when the bytes are not an event this consumer understands. */
  read(raw: Raw): Message<Event>;
  handle: Handle<Event>;
  /** Sets a message aside with its reason, durably. */
  park(raw: Raw, reason: string): Promise<void>;
  /** How often a message is tried before it is parked (Infinity: never parked), and the wait between tries. */
  retry: { attempts: number; waitMs: number };
  /** False once the batch no longer belongs to this consumer. */
  goOn(): boolean;
  /** Called between messages handled one by one, so that the broker does not take this consumer for dead. */
  alive?(): Promise<void>;
}

/**
 * Handles a batch in one go; if that fails, each message alone, so that one bad message cannot hold back its
 * neighbours. A store that cannot write is no message's fault: then everything waits.
 *
 *   batch ─▶ read ─▶ handle all ─▶ done
 *              │         └ fails ─▶ handle one by one, each up to `attempts` times ─▶ done
 *              └ unreadable ──────────────────────────────┴───────────────────────▶ park
 *
 * Throws when `goOn` turned false or parking failed: then nothing of the batch may be acknowledged.
 */
export async function deliver<Raw, Event>(delivery: Delivery<Raw, Event>): Promise<void> {
  const { batch, read, handle } = delivery;
  const receivedNs = stampClock();
  if (batch.length > 1) {
    try {
      const messages = batch.map(read);
      stampReceived(messages, receivedNs);
      return await handledInTrace(messages, handle);
    } catch {
      // Which message it was is found out below.
    }
  }
  for (const raw of batch) {
    await deliverOne(delivery, raw);
    await delivery.alive?.();
  }
}

async function deliverOne<Raw, Event>(delivery: Delivery<Raw, Event>, raw: Raw): Promise<void> {
  const { read, handle, park, retry, goOn } = delivery;
  for (let attempt = 1; goOn(); ) {
    let readable = false;
    try {
      const receivedNs = stampClock();
      const message = read(raw);
      readable = true;
      stampReceived([message], receivedNs);
      return await handledInTrace([message], handle);
    } catch (error) {
      const unreadable = !readable && retry.attempts < Number.POSITIVE_INFINITY;
      const outOfTries = !(error instanceof StoreUnavailable) && attempt++ >= retry.attempts;
      const detail = error instanceof Error ? error.message : String(error);
      if (unreadable) return park(raw, `unreadable: ${detail}`);
      if (outOfTries) return park(raw, `handler failed: ${detail}`);
      await setTimeout(retry.waitMs);
    }
  }
  throw new Error('Interrupted before the whole batch was handled.');
}
