import type { ProviderBooks } from './provider-api.ts';

type Entry = ProviderBooks['entries'][number];
type ChargeStatus = 'captured' | 'declined' | 'refunded before';

/** What the provider has in its books. */
export interface Ledger {
  /** Moves money, unless this order was refunded before. Under the same key once; without a key every charge is another one. */
  charge(charge: Omit<Entry, 'kind'>, key: string | undefined, isDeclined: boolean): ChargeStatus;
  /** Gives back all that was captured for the order; a charge that comes later is refused. */
  refund(orderId: string): void;
  entries(): Entry[];
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  const byKey = new Map<string, ChargeStatus>();
  const kept = new Map<string, Entry[]>();
  const tombstones = new Set<string>();

  function chargeNow(charge: Omit<Entry, 'kind'>, isDeclined: boolean): ChargeStatus {
    if (tombstones.has(charge.orderId)) return 'refunded before';
    if (isDeclined) return 'declined';
    const entry: Entry = { ...charge, kind: 'capture' };
    entries.push(entry);
    kept.set(charge.orderId, [...(kept.get(charge.orderId) ?? []), entry]);
    return 'captured';
  }

  return {
    charge(charge, key, isDeclined) {
      const before = key === undefined ? undefined : byKey.get(key);
      if (before && !tombstones.has(charge.orderId)) return before;
      const status = chargeNow(charge, isDeclined);
      if (key !== undefined) byKey.set(key, status);
      return status;
    },
    refund(orderId) {
      tombstones.add(orderId);
      for (const capture of kept.get(orderId) ?? []) entries.push({ ...capture, kind: 'refund' });
      kept.delete(orderId);
    },
    entries: () => entries,
  };
}
