import { setTimeout as sleep } from 'node:timers/promises';
import { readTotals } from '../../lab/provider/provider.ts';
import type { ProviderTotals } from '../../lab/provider/provider-api.ts';
import type { LaneRun, UpLane } from './lane-run.ts';

/** A provider that does not answer holds up nobody for longer. */
const PATIENCE_MS = 500;

/** What moved at the provider of one lane. Its ledger ends with it, when the services start again: what it said last stays counted. */
export class MoneyWatch {
  readonly #lane: Pick<LaneRun, 'up'>;
  #of: UpLane | null = null;
  #before: ProviderTotals | null = null;
  #now: ProviderTotals | null = null;
  #asking: Promise<void> | null = null;

  constructor(lane: Pick<LaneRun, 'up'>) {
    this.#lane = lane;
  }

  /** Null: nobody pays, or nobody could be asked yet. */
  get totals(): ProviderTotals | null {
    return sumOf(this.#before, this.#now);
  }

  /** Asks once at a time; while nobody answers, the last figures stay. */
  async look(): Promise<void> {
    this.#asking ??= this.#ask()
      .catch(() => {}) // it is down
      .finally(() => {
        this.#asking = null;
      });
    await Promise.race([this.#asking, sleep(PATIENCE_MS, null, { ref: false })]);
  }

  async #ask(): Promise<void> {
    const { up } = this.#lane;
    const url = up?.lab.urls['provider'];
    if (!up || url === undefined) return;
    const totals = await readTotals(url);
    if (this.#of !== up) {
      this.#before = this.totals;
      this.#of = up;
    }
    this.#now = totals;
  }
}

function sumOf(a: ProviderTotals | null, b: ProviderTotals | null): ProviderTotals | null {
  if (a === null || b === null) return a ?? b;
  const both = (kind: 'captured' | 'refunded') => ({
    times: a[kind].times + b[kind].times,
    minor: a[kind].minor + b[kind].minor,
  });
  return { captured: both('captured'), refunded: both('refunded'), declined: a.declined + b.declined };
}
