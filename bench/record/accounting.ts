import type { OrderCounts, Trial } from './run-file.ts';

/** accepted = confirmed + rejected + failed + parked + pending, or something is missing. */
export function unaccounted(orders: OrderCounts): number {
  return orders.accepted - orders.confirmed - orders.rejected - orders.failed - orders.parked - orders.pending;
}

/** An unexplained loss voids the performance figures of a latency trial (measurement.md, rule 12), whoever measured it. */
export function voidByLoss(trial: Trial): Trial {
  if (trial.experiment !== 'latency' || !trial.use.usable) return trial;
  const missing = unaccounted(trial.orders);
  if (missing !== 0) return { ...trial, use: { usable: false, why: { kind: 'unaccounted', orders: missing } } };
  const lost = lostOf(trial);
  return lost === 0 ? trial : { ...trial, use: { usable: false, why: { kind: 'lost', orders: lost } } };
}

/** Acknowledged orders that the check `lost` did not find again. */
export const lostOf = ({ verdicts }: Pick<Trial, 'verdicts'>): number =>
  verdicts.find(({ check, outcome }) => check === 'lost' && outcome === 'violated')?.findings ?? 0;
