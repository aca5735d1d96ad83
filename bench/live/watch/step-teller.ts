import type { EventOf, Step } from '../protocol/events.ts';
import type { Entry } from './order-book.ts';

type Told = Pick<EventOf<'steps'>, 'steps' | 'more'>;

const ends: Partial<Record<string, Step>> = { confirmed: 'confirmed', rejected: 'rejected', failed: 'failed' };

/** Gathers the steps of orders: one by one those of orders that are shown, the others as numbers. */
export class StepTeller {
  #steps: Told['steps'] = [];
  #more: Told['more'] = {};

  tell({ key, shown, stored }: Entry, step: Step, us: number): void {
    if (shown) this.#steps.push({ order: key, orderId: stored[0]?.orderId ?? null, step, us: Math.round(us) });
    else this.#more[step] = (this.#more[step] ?? 0) + 1;
  }

  /** How it ended, by what is stored. */
  end(entry: Entry, us: number): void {
    const { status = '', reason } = entry.stored[0]?.order ?? {};
    const step = reason === 'payment-declined' ? 'declined' : ends[status];
    if (step) this.tell(entry, step, us);
  }

  /** What came together since the last time; null: nothing. */
  take(): Told | null {
    const told = { steps: this.#steps, more: this.#more };
    if (told.steps.length === 0 && Object.keys(told.more).length === 0) return null;
    this.#steps = [];
    this.#more = {};
    return told;
  }
}
