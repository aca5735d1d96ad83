import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { WarehouseLoad } from './warehouse-api.ts';
import { drawWorkMs, type WorkTime } from './work-time.ts';

/** What became of one order at the warehouse. */
interface Pick {
  /** How often it was asked about it. */
  calls: number;
  /** How often it did its part: more than once is one parcel too many. */
  effects: number;
}

/** What the warehouse has in its books. */
export interface Picks {
  /** Notes that somebody asked, whatever becomes of it. */
  called(orderId: string): void;
  /**
   * Resolves after the time of this order, when its part is done. Under the same key it is done once: whoever asks meanwhile
   * waits for the same, and whoever asks later is told at once. Without a key every ask is another one.
   */
  pick(orderId: string, key: string | undefined): Promise<void>;
  /** From now on an order takes this; what is under way takes what it had begun with. */
  take(work: WorkTime): void;
  underWay(): number;
  /** How busy it was until now. */
  load(): WarehouseLoad;
  /** The most that were under way at a time. */
  mostAtOnce(): number;
  /** Of every order it was asked about. */
  ofOrders(): Record<string, Pick>;
}

export function createPicks(first: WorkTime, seed: number): Picks {
  let work = first;
  const orders = new Map<string, Pick>();
  const byKey = new Map<string, Promise<void>>();
  let underWay = 0;
  let mostAtOnce = 0;
  let done = 0;
  let atWorkMs = 0;
  let countedAt = performance.now();

  function pickOf(orderId: string): Pick {
    const known = orders.get(orderId);
    if (known) return known;
    const pick = { calls: 0, effects: 0 };
    orders.set(orderId, pick);
    return pick;
  }

  function countTime(): void {
    const now = performance.now();
    atWorkMs += underWay * (now - countedAt);
    countedAt = now;
  }

  async function pickNow(orderId: string): Promise<void> {
    countTime();
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    const ms = drawWorkMs(work, seed, orderId);
    if (ms > 0) await setTimeout(ms); // the shortest of these is a millisecond
    countTime();
    underWay--;
    done++;
    pickOf(orderId).effects++;
  }

  return {
    called: (orderId) => void pickOf(orderId).calls++,
    pick(orderId, key = randomUUID()) {
      const before = byKey.get(key);
      if (before) return before;
      const picking = pickNow(orderId);
      byKey.set(key, picking);
      return picking;
    },
    take(next) {
      work = next;
    },
    underWay: () => underWay,
    load() {
      countTime();
      return { atWorkSeconds: atWorkMs / 1000, done };
    },
    mostAtOnce: () => mostAtOnce,
    ofOrders: () => Object.fromEntries(orders),
  };
}
