import type { ProviderBooks, ProviderTotals } from './provider-api.ts';

type Entry = ProviderBooks['entries'][number];
type ChargeStatus = 'captured' | 'declined' | 'refunded before';

/** What the provider has in its books. */
export interface Ledger {
  /** Moves money, unless this order was refunded before. Under the same key once; without a key every charge is another one. */
  charge(charge: Omit<Entry, 'kind'>, key: string | undefined, isDeclined: boolean): ChargeStatus;
  /** Gives back all that was captured for the order; a charge that comes later is refused. */
  refund(orderId: string): void;
  entries(): Entry[];
  totals(): ProviderTotals;
}

export function createLedger(): Ledger {
  const entries: Entry[] = [];
  const byKey = new Map<string, ChargeStatus>();
  const kept = new Map<string, Entry[]>();
  const tombstones = new Set<string>();
  const totals = { captured: { times: 0, minor: 0 }, refunded: { times: 0, minor: 0 }, declined: 0 };

  function move(entry: Entry): void {
    entries.push(entry);
    const total = entry.kind === 'capture' ? totals.captured : totals.refunded;
    total.times++;
    total.minor += entry.amountMinor;
  }

  function chargeNow(charge: Omit<Entry, 'kind'>, isDeclined: boolean): ChargeStatus {
    if (tombstones.has(charge.orderId)) return 'refunded before';
    if (isDeclined) return 'declined';
    const entry: Entry = { ...charge, kind: 'capture' };
    move(entry);
    kept.set(charge.orderId, [...(kept.get(charge.orderId) ?? []), entry]);
    return 'captured';
  }

  return {
    charge(charge, key, isDeclined) {
      const before = key === undefined ? undefined : byKey.get(key);
      if (before && !tombstones.has(charge.orderId)) return before;
      const status = chargeNow(charge, isDeclined);
      if (status === 'declined') totals.declined++;
      if (key !== undefined) byKey.set(key, status);
      return status;
    },
    refund(orderId) {
      tombstones.add(orderId);
      for (const capture of kept.get(orderId) ?? []) move({ ...capture, kind: 'refund' });
      kept.delete(orderId);
    },
    entries: () => entries,
    totals: () => totals,
  };
}
