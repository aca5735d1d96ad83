import { setTimeout } from 'node:timers/promises';
import { growingWaitMs } from '../base/growing-wait.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { type Attempted, createDeliveryStore, type Outgoing, undelivered } from '../store/delivery-store.ts';
import { type Store, StoreUnavailable, type Tx } from '../store/store.ts';
import { createClaims } from './claims.ts';

const outcomes: readonly Attempted['as'][] = ['delivered', 'postponed', 'parked'];

export const deliveryPolicy = {
  /** Messages under way at a time; as many connections to a mail server, at most. */
  atOnce: 4,
  /** Read from the store at a time. */
  batch: 64,
  /** Before what was not taken is due again. */
  firstWaitMs: 250,
  longestWaitMs: 10_000,
  drawn: 0.5,
  /** So often it is looked for what has become due. */
  lookMs: 100,
};

/** Who takes messages of one channel: a mail server, or whoever sends text messages. */
export interface Provider {
  /** Resolves once the provider has taken it over. Throws Refused, Unreachable, or any error: it may go better another time. */
  send(message: Outgoing): Promise<void>;
  close(): void;
}

/** It would be refused again, however often it is sent. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Nothing can be sent to this provider now, whatever it is. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/**
 * Hands recorded notifications to their providers, after their commit and at least once:
 *
 *   notification ▸ row in one commit ──▶ due: send ▸ taken ▸ mark delivered
 *                                         ▲   ├─ refused for good ▸ parked, with its reason
 *                                         └───┴─ not now: due again, later each time
 *
 * A provider that took a message before its row is marked, by a process that dies in between, is given it again: no order of
 * the two steps avoids both a loss and a repetition, and a mail server forgets what it was given. The id of the notification
 * goes along, so that whoever receives it can tell. Where several processes share a store each delivers what it recorded, and what a dead one left.
 */
export function createDeliveries(
  store: Store,
  providers: Record<Outgoing['channel'], Provider>,
  { log, metrics }: { log: Log; metrics: Pick<Metrics, 'deliveriesWaiting' | 'deliveries'> },
) {
  const claims = createClaims(store, 'deliveries', undelivered);
  const rows = createDeliveryStore(store, claims);
  const taken = new Set<number>();
  /** Until when a provider that cannot be reached is left alone, and how often in a row it could not. */
  const away = { email: { untilMs: 0, times: 0 }, sms: { untilMs: 0, times: 0 } };
  let waiting = 0;
  let stopping = false;
  let running: Promise<void> | null = null;
  let ring = () => {};

  // Counted from nothing: of a series that begins with its first event nobody would see an increase.
  for (const channel of Object.keys(providers)) {
    for (const outcome of outcomes) metrics.deliveries.inc({ channel, outcome }, 0);
  }

  const count = (now: number) => {
    waiting = now;
    metrics.deliveriesWaiting.set(now);
  };

  async function attempt(message: Outgoing): Promise<Attempted> {
    const { channel, attempts } = message;
    try {
      await providers[channel].send(message);
      away[channel].times = 0;
      return { as: 'delivered' };
    } catch (error) {
      const reason = (error as Error).message.slice(0, 300);
      if (error instanceof Refused) return { as: 'parked', reason };
      if (error instanceof Unreachable && away[channel].untilMs <= Date.now()) {
        away[channel].untilMs = Date.now() + growingWaitMs(deliveryPolicy, ++away[channel].times);
        log.warn({ channel, why: reason }, 'provider cannot be reached');
      }
      return { as: 'postponed', reason, dueMs: Date.now() + growingWaitMs(deliveryPolicy, attempts + 1) };
    }
  }

  /** What a provider has taken over is not sent again because its row cannot be marked now. */
  async function note(message: Outgoing, attempted: Attempted): Promise<void> {
    for (;;) {
      try {
        await store.transact(async (tx) => {
          const changed = await rows.note(tx, message, attempted);
          if (attempted.as !== 'postponed') tx.afterCommit(() => count(waiting - changed));
        });
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || stopping) throw error;
        await setTimeout(deliveryPolicy.firstWaitMs);
      }
    }
  }

  const mayBegin = ({ channel }: Outgoing) => !stopping && claims.holds() && away[channel].untilMs <= Date.now();

  async function work(messages: Outgoing[]): Promise<void> {
    for (let message = messages.shift(); message; message = messages.shift()) {
      try {
        if (!mayBegin(message)) continue;
        const attempted = await attempt(message);
        metrics.deliveries.inc({ channel: message.channel, outcome: attempted.as });
        await note(message, attempted);
      } catch (error) {
        log.warn({ err: error }, 'a delivery was not noted');
      } finally {
        taken.delete(message.seq);
      }
    }
  }

  /** Whether there was anything to do. */
  async function round(): Promise<boolean> {
    if (!claims.holds()) return false;
    const due = await rows.due(Date.now(), deliveryPolicy.batch);
    const messages = due.filter((message) => mayBegin(message) && !taken.has(message.seq));
    if (messages.length === 0) return false;
    for (const { seq } of messages) taken.add(seq);
    await Promise.all(Array.from({ length: deliveryPolicy.atOnce }, () => work(messages)));
    return true;
  }

  async function run(): Promise<void> {
    while (!stopping) {
      const woken = new Promise<void>((resolve) => {
        ring = resolve;
      });
      const did = await round().catch((error: unknown) => {
        log.warn({ err: error }, 'deliveries cannot be read');
        return false;
      });
      if (did || stopping) continue;
      if (waiting === 0) await woken;
      else await Promise.race([woken, setTimeout(deliveryPolicy.lookMs)]);
    }
  }

  return {
    /** In the transaction that records them; they are sent after its commit. */
    async add(tx: Tx, seqs: readonly number[]): Promise<void> {
      await rows.add(tx, seqs);
      tx.afterCommit(() => {
        count(waiting + seqs.length);
        ring();
      });
    },
    list: rows.list,
    /** Sends what was parked once more. False: nothing of the kind is parked. */
    async redrive(notificationId: string): Promise<boolean> {
      return store.transact(async (tx) => {
        const found = (await rows.unpark(tx, notificationId)) > 0;
        tx.afterCommit(() => {
          if (!found) return;
          count(waiting + 1);
          ring();
        });
        return found;
      });
    },
    /** From now on sends what waits, also what an earlier process left. */
    async start(): Promise<void> {
      await claims.start((counted) => {
        count(counted);
        ring();
      });
      running = run();
    },
    /** Begins no more and waits for what is under way, at most until the deadline. What is left is sent after the next start. */
    async stop(deadlineMs: number): Promise<void> {
      stopping = true;
      ring();
      await Promise.race([running, setTimeout(deadlineMs)]);
      for (const provider of Object.values(providers)) provider.close();
      await running;
      await claims.stop();
    },
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
