import type { FaultHits, ProviderFaults } from './provider-api.ts';

/** What can go wrong with a share of the calls. */
type Share = 'silent' | 'errors' | 'errorsAfter' | 'lost' | 'refundErrors';

/** What a provider does wrong: by itself, and what others added to that, each counted by who added it. */
export interface Troubles {
  set(faults: ProviderFaults): void;
  /** Null: what was added under this name goes. Its count stays. */
  add(by: string, faults: ProviderFaults | null): void;
  hits(): FaultHits;
  /** Whether this call is struck; every share is drawn by itself. */
  strikes(share: Share): boolean;
  /** The same answer for the same card, as long as nobody says anything else. */
  declines(card: string): boolean;
  /** How long it takes: all delays together. */
  delayMs(): number;
}

/** `chance`: between 0 and 1, a new one each time. `luck`: of a card, always the same. */
export function createTroubles(own: ProviderFaults, chance: () => number, luck: (card: string) => number): Troubles {
  let itself = own;
  const added = new Map<string, ProviderFaults>();
  const hits: FaultHits = {};
  const struck = (by: string) => {
    hits[by] = (hits[by] ?? 0) + 1;
    return true;
  };
  const isDeclined = ({ declines, declined }: ProviderFaults, card: string) =>
    declines.includes(card) || luck(card) < declined;
  /** What it does by itself is nobody's doing. */
  const first = (holds: (faults: ProviderFaults) => boolean): boolean => {
    if (holds(itself)) return true;
    const found = [...added].find(([, faults]) => holds(faults));
    return found !== undefined && struck(found[0]);
  };
  return {
    set(faults) {
      itself = faults;
    },
    add(by, faults) {
      if (faults === null) added.delete(by);
      else added.set(by, faults);
      hits[by] ??= 0;
    },
    hits: () => hits,
    strikes: (share) => first((faults) => chance() < faults[share]),
    declines: (card) => first((faults) => isDeclined(faults, card)),
    delayMs() {
      const slow = [...added].filter(([by, { delayMs }]) => delayMs > 0 && struck(by));
      return slow.reduce((sum, [, { delayMs }]) => sum + delayMs, itself.delayMs);
    },
  };
}
