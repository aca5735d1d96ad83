import { setTimeout } from 'node:timers/promises';
import { NotBegun } from '../base/limiter.ts';
import { stampClock, stampReceived } from '../observe/stamps.ts';
import { handledInTrace } from '../observe/tracing.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Message } from './inbox.ts';
import { Refused } from './refused.ts';

/** Resolves when the effect of all these messages is committed; throws when none of it is, Refused if some can never be. */
export type Handle<Event> = (messages: readonly Message<Event>[]) => Promise<void>;

/** A message that is to be set aside, and why. */
export interface Unfit<Raw> {
  raw: Raw;
  reason: string;
}

/** What a consumer does with a batch. `Raw` is what its client library delivered. */
export interface Delivery<Raw, Event> {
  batch: readonly Raw[];
  /** Throws when the bytes are not an event this consumer understands. */
  read(raw: Raw): Message<Event>;
  handle: Handle<Event>;
  /** Sets messages aside with their reasons, durably. */
  park(unfit: readonly Unfit<Raw>[]): Promise<void>;
  /** How often a message is tried before it is parked (Infinity: never parked), and the wait between tries. */
  retry: { attempts: number; waitMs: number };
  /** False once the batch no longer belongs to this consumer. */
  goOn(): boolean;
  /** Called between messages handled one by one, so that the broker does not take this consumer for dead. */
  alive?(): Promise<void>;
}

/** A message whose handler failed, and how. */
interface Failing<Raw, Event> {
  raw: Raw;
  /** Null: it cannot be read, and must not be parked. */
  message: Message<Event> | null;
  error: unknown;
}

/**
 * Handles a batch: first what can be handled, then again what failed, until it is handled or out of tries.
 *
 *   batch ─▶ read ─▶ handle all ─▶ done
 *              │        │ └ fails ─▶ handle one by one ─▶ done
 *              │        │                 └ fails ─▶ after all others, up to `attempts` times ─▶ done
 *              └────────┴ can never be handled ─▶ park ◀─ out of tries ┘
 *
 * Throws when `goOn` turned false, parking failed or the handler has NotBegun: then nothing of the batch may be acknowledged.
 */
export async function deliver<Raw, Event>(delivery: Delivery<Raw, Event>): Promise<void> {
  await tryAgain(delivery, await tryOnce(delivery));
}

/**
 * The first half of `deliver`: resolves when all of the batch is handled or parked, except what failed and may succeed yet.
 * One bad message holds back none of its neighbours. A store that cannot write is no message's fault: then everything waits.
 */
export async function tryOnce<Raw, Event>(delivery: Delivery<Raw, Event>): Promise<Failing<Raw, Event>[]> {
  const { batch, read, park, retry } = delivery;
  const receivedNs = stampClock();
  const readable: { raw: Raw; message: Message<Event> }[] = [];
  const failing: Failing<Raw, Event>[] = [];
  const unfit: Unfit<Raw>[] = [];
  for (const raw of batch) {
    try {
      readable.push({ raw, message: read(raw) });
    } catch (error) {
      if (retry.attempts < Number.POSITIVE_INFINITY) unfit.push({ raw, reason: `unreadable: ${textOf(error)}` });
      else failing.push({ raw, message: null, error });
    }
  }
  stampReceived(
    readable.map(({ message }) => message),
    receivedNs,
  );
  failing.push(...(await attempt(delivery, readable, unfit)));
  if (unfit.length > 0) await park(unfit);
  return failing;
}

/** The second half: tries again what failed, after a wait for all of it together, and parks what is out of tries. */
export async function tryAgain<Raw, Event>(
  delivery: Delivery<Raw, Event>,
  failed: readonly Failing<Raw, Event>[],
): Promise<void> {
  const { park, retry, goOn, alive } = delivery;
  let failing = failed;
  const unfit: Unfit<Raw>[] = [];
  for (let tries = 1; failing.length > 0 && tries < retry.attempts; tries++) {
    await setTimeout(retry.waitMs);
    const still: Failing<Raw, Event>[] = [];
    for (const { raw, message, error } of failing) {
      if (!goOn()) throw interrupted();
      if (message === null) still.push({ raw, message, error });
      else still.push(...(await attempt(delivery, [{ raw, message }], unfit)));
      await alive?.();
    }
    failing = still;
  }
  unfit.push(...failing.map(({ raw, error }) => ({ raw, reason: `handler failed: ${textOf(error)}` })));
  if (unfit.length > 0) await park(unfit);
}

/** Handles these in one go, or else each alone. What can never succeed is added to `unfit`; returns what failed. */
async function attempt<Raw, Event>(
  delivery: Delivery<Raw, Event>,
  taken: readonly { raw: Raw; message: Message<Event> }[],
  unfit: Unfit<Raw>[],
): Promise<Failing<Raw, Event>[]> {
  const { handle, retry, goOn, alive } = delivery;
  for (let rest = taken; rest.length > 0; ) {
    if (!goOn()) throw interrupted();
    let reasons: (string | undefined)[] = [];
    try {
      const messages = rest.map(({ message }) => message);
      await handledInTrace(messages, (told) =>
        handle(told).catch((error: unknown) => {
          if (error instanceof Refused) reasons = told.map((message) => error.reasons.get(message));
          throw error;
        }),
      );
      return [];
    } catch (error) {
      if (error instanceof NotBegun) throw error;
      const parks = retry.attempts < Number.POSITIVE_INFINITY;
      const refused = reasons.some((reason) => reason !== undefined);
      if (error instanceof StoreUnavailable) {
        await setTimeout(retry.waitMs);
        await alive?.();
      } else if (refused && parks) {
        for (const [at, { raw }] of rest.entries()) {
          const reason = reasons[at];
          if (reason !== undefined) unfit.push({ raw, reason: `refused: ${reason}` });
        }
        rest = rest.filter((_, at) => reasons[at] === undefined);
      } else if (rest.length === 1) return rest.map((each) => ({ ...each, error }));
      else {
        const failing: Failing<Raw, Event>[] = [];
        for (const each of rest) {
          failing.push(...(await attempt(delivery, [each], unfit)));
          await alive?.();
        }
        return failing;
      }
    }
  }
  return [];
}

const interrupted = () => new Error('Interrupted before the whole batch was handled.');
const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
