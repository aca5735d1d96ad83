import { setTimeout } from 'node:timers/promises';
import { atMost } from '../base/at-most.ts';
import { stampRows } from '../observe/stamps.ts';
import { publishedInTrace } from '../observe/tracing.ts';
import type { OutboxRow, Publish, RelayHooks } from './outbox.ts';
import { outboxPolicy, stopPolicy } from './outbox-policy.ts';

/** What a relay needs of the outbox that it empties. */
interface Source {
  /** The oldest unsent rows behind this number, at most so many. */
  unsent(behind: number, limit: number): Promise<OutboxRow[]>;
  markSent(rows: OutboxRow[]): Promise<void>;
  /** Rows not yet confirmed, those under way among them. */
  depth(): number;
}

export interface Relay {
  /** Something was added: it is looked for at once. */
  wake(): void;
  /** Rows may have come in front of what was handed over last: it begins at the oldest as soon as nothing is under way. */
  fromTheOldest(): void;
  /** The broker takes what it is given, and yet more and more wait: they come faster than they are handed over. */
  isBehind(): boolean;
  /** Resolves when nothing is left, at the latest soon after the deadline; then it stops. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Publishes what waits, batch after batch, up to `window` batches under way at a time:
 *
 *   read unsent ▸ publish ──▶ all confirmed ▸ mark sent
 *        ▲          └─ the next one, of other orders, while fewer than `window` wait for their confirms, or, where the
 *        │             confirms take their time, a moment after the last one
 *        └── from the oldest unsent on, after a failure and when nothing is under way
 *
 * The events of one order keep their order: none is handed over while another one of the same order is under way.
 */
export function createRelay(source: Source, publish: Publish, hooks: RelayHooks, window: number): Relay {
  const underWay = new Set<Promise<void>>();
  /** The orders whose events are under way. */
  const held = new Set<string>();
  /** The last row that was handed over while others are under way; 0: look from the beginning. */
  let last = 0;
  let again = false;
  let failure: { error: unknown } | null = null;
  /** What waited after the last batch. Null: it failed. */
  let left: number | null = 0;
  let behind = false;
  let stopping = false;
  let wanted = false;
  let running: Promise<void> | null = null;
  let ring = () => {};

  async function handOver(rows: OutboxRow[]): Promise<void> {
    try {
      hooks.beforePublish();
      stampRows(rows, 'handed-over');
      unconfirmed++;
      const confirmed = await publishedInTrace(rows, publish).finally(() => unconfirmed--);
      stampRows(confirmed, 'confirmed');
      hooks.beforeMark();
      await source.markSent(confirmed);
      const waiting = source.depth();
      const waitsLong = waiting - (held.size - rows.length) > outboxPolicy.farBehind;
      behind = left !== null && waitsLong && waiting >= left;
      left = waiting;
      if (confirmed.length < rows.length) {
        throw new Error(`${rows.length - confirmed.length} of ${rows.length} events were not confirmed`);
      }
    } catch (error) {
      failure ??= { error };
    } finally {
      for (const { orderId } of rows) held.delete(orderId);
    }
  }

  /** Batches that the broker has not confirmed: the others are being marked. */
  let unconfirmed = 0;
  /** When the last batch was handed over, milliseconds of `performance.now()`. */
  let handedOver = 0;
  /** Resolves as soon as one batch more has ended. */
  let oneEnded = Promise.withResolvers<void>();
  /** Milliseconds until another batch may be under way: 0 is now, infinite when one has ended. */
  const untilRoom = () => {
    if (underWay.size < (again ? 1 : window)) return 0;
    const mayGather = window > 1 && !again && unconfirmed >= window && held.size < outboxPolicy.mostUnderWay;
    if (!mayGather) return Number.POSITIVE_INFINITY;
    return Math.max(0, handedOver + outboxPolicy.gatherMs - performance.now());
  };
  const mayBegin = () => failure === null && !stopping && untilRoom() === 0;

  async function nextBatch(): Promise<OutboxRow[]> {
    if (!mayBegin()) return [];
    if (underWay.size === 0) [last, again] = [0, false];
    const limit = behind ? outboxPolicy.largeBatch : outboxPolicy.batch;
    const rows = await source.unsent(last, limit);
    return mayBegin() ? withoutHeld(held, withinBytes(rows)) : []; // one that failed meanwhile must not be passed
  }

  async function run(): Promise<void> {
    for (;;) {
      wanted = false;
      const woken = new Promise<void>((resolve) => {
        ring = resolve;
      });
      const { promise: ended } = oneEnded; // also one that ends while this looks
      const room = untilRoom(); // before: where there was none, nothing is looked for, and nobody rings for what is there
      const rows = await nextBatch().catch((error: unknown) => {
        failure ??= { error };
        return [];
      });
      if (rows.length > 0) {
        for (const { orderId } of rows) held.add(orderId);
        last = rows.at(-1)?.seq ?? 0;
        handedOver = performance.now();
        const batch = handOver(rows).finally(() => {
          underWay.delete(batch);
          oneEnded.resolve();
          oneEnded = Promise.withResolvers();
        });
        underWay.add(batch);
      } else if (underWay.size > 0) {
        await Promise.race([ended, ...roomFor(room, woken)]);
      } else if (failure !== null) {
        hooks.failed(failure.error);
        failure = null;
        behind = false;
        left = null;
        if (stopping) return;
        await setTimeout(outboxPolicy.retryMs);
      } else return;
    }
  }

  function wake(): void {
    wanted = true;
    ring();
    if (running || stopping) return;
    running = run().finally(() => {
      running = null;
      if (wanted && !stopping) wake();
    });
  }

  return {
    wake,
    fromTheOldest() {
      again = true;
      wake();
    },
    isBehind: () => behind,
    async stop(deadlineMs) {
      const deadline = Date.now() + deadlineMs;
      while (source.depth() > 0 && running && Date.now() < deadline) {
        await Promise.race([running, setTimeout(50)]);
      }
      stopping = true;
      if (running) await atMost(stopPolicy.lastBatchMs, running);
    },
  };
}

/** The first ones, as many as may leave together; one alone always may. */
function withinBytes(rows: OutboxRow[]): OutboxRow[] {
  let bytes = 0;
  const over = rows.findIndex(({ body }) => (bytes += body.length) > outboxPolicy.batchBytes);
  return over < 0 ? rows : rows.slice(0, Math.max(1, over));
}

/** Those in front of the first whose order has another event under way. */
function withoutHeld(held: ReadonlySet<string>, rows: OutboxRow[]): OutboxRow[] {
  if (held.size === 0) return rows;
  const at = rows.findIndex(({ orderId }) => held.has(orderId));
  return at < 0 ? rows : rows.slice(0, at);
}

/** What another batch waits for, besides one that ends: something to hand over, or the time. */
function roomFor(ms: number, woken: Promise<void>): Promise<unknown>[] {
  if (ms === 0) return [woken];
  return Number.isFinite(ms) ? [setTimeout(Math.ceil(ms))] : [];
}
