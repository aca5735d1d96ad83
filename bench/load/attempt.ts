import type { PlaceOrder } from '../../common/contracts/orders.ts';
import type { Sent } from './http-client.ts';
import type { Tally } from './tally.ts';

/**
 * One request under way. Times are nanoseconds after the schedule's start, and follow one another without a gap:
 *
 *   intended ── send delay ─▶ handed ── connection ─▶ ready ── service ─▶ ended
 */
export interface Attempt {
  tally: Tally;
  intendedNs: number;
  /** It got an open connection, or one began to be opened for it. Null while the generator keeps it waiting. */
  handedNs: number | null;
  /** Its connection stood, so that it was written; the same as `handedNs` on one that was open. */
  readyNs: number | null;
  request: Sent | null;
  order: { key: string; value: PlaceOrder } | null;
}

/**
 * What is in flight, oldest first. All have the same time to live, so the oldest is always the next to expire and one
 * timer does for all of them.
 */
export class Deadlines<T extends { intendedNs: number }> {
  private readonly waiting = new Set<T>();
  private readonly ttlNs: number;
  private readonly nowNs: () => number;
  private readonly expire: (item: T) => void;
  private timer: NodeJS.Timeout | undefined;

  /** `expire` is called once per item that was not deleted in time; the item is gone by then. */
  constructor(ttlMs: number, nowNs: () => number, expire: (item: T) => void) {
    this.ttlNs = ttlMs * 1e6;
    this.nowNs = nowNs;
    this.expire = expire;
  }

  get size(): number {
    return this.waiting.size;
  }

  add(item: T): void {
    this.waiting.add(item);
    this.timer ??= setTimeout(() => this.sweep(), Math.max(0, this.msLeft(item)));
  }

  /** False when it was no longer there. */
  delete(item: T): boolean {
    return this.waiting.delete(item);
  }

  /** Removes everything and stops the timer. */
  drain(): T[] {
    clearTimeout(this.timer);
    this.timer = undefined;
    const left = [...this.waiting];
    this.waiting.clear();
    return left;
  }

  private msLeft(item: T): number {
    return (item.intendedNs + this.ttlNs - this.nowNs()) / 1e6;
  }

  private sweep(): void {
    this.timer = undefined;
    for (const item of this.waiting) {
      const left = this.msLeft(item);
      if (left > 0) {
        this.timer = setTimeout(() => this.sweep(), Math.ceil(left));
        return;
      }
      this.waiting.delete(item);
      this.expire(item);
    }
  }
}
