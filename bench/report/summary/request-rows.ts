import { count } from '../format.ts';
import { type TrialGroup, trialsOf, usable } from '../groups.ts';
import type { ModeName, OrderCounts, RequestCounts, Trial } from '../run-file.ts';
import { noFigure, type SummaryRow } from './summary-table.ts';

/** Requests as the client saw them, summed over the usable trials of a mode. */
export function requestRows(
  group: TrialGroup,
  modes: ModeName[],
  prefix: string,
  pick: (trial: Trial) => RequestCounts | undefined,
): SummaryRow[] {
  const row = (label: string, value: (requests: RequestCounts) => number): SummaryRow => ({
    label: prefix + label,
    cells: modes.map((mode) => {
      const counts = usable(trialsOf(group, mode)).flatMap((trial) => pick(trial) ?? []);
      return counts.length === 0 ? noFigure : count(counts.reduce((sum, each) => sum + value(each), 0));
    }),
  });
  return [
    row('requests sent', (r) => r.sent),
    row('accepted', (r) => r.accepted),
    row('refused (429)', (r) => r.refused),
    row('failed (503, 504)', (r) => r.failed),
    row('no answer (timeout, connection)', (r) => r.timedOut + r.connectionErrors),
    row('unfinished at the end', (r) => r.unfinished),
  ];
}

/** What became of the accepted orders; the last row appears only when the sums do not agree. */
export function orderRows(group: TrialGroup, modes: ModeName[]): SummaryRow[] {
  const sum = (mode: ModeName, value: (orders: OrderCounts) => number) => {
    const trials = usable(trialsOf(group, mode));
    return trials.length === 0 ? null : trials.reduce((total, trial) => total + value(trial.orders), 0);
  };
  const row = (label: string, value: (orders: OrderCounts) => number): SummaryRow => ({
    label,
    cells: modes.map((mode) => {
      const total = sum(mode, value);
      return total === null ? noFigure : count(total);
    }),
  });
  const rows = [
    row('orders taken in', (o) => o.accepted),
    row('orders confirmed', (o) => o.confirmed),
    row('orders rejected (out of stock …)', (o) => o.rejected),
    row('orders failed', (o) => o.failed),
    row('orders set aside (parked)', (o) => o.parked),
    row('orders still pending at the end', (o) => o.pending),
  ];
  if (modes.some((mode) => (sum(mode, unaccounted) ?? 0) !== 0)) rows.push(row('ORDERS UNACCOUNTED FOR', unaccounted));
  return rows;
}

/** accepted = confirmed + rejected + failed + parked + pending, or something is missing. */
export function unaccounted(orders: OrderCounts): number {
  return orders.accepted - orders.confirmed - orders.rejected - orders.failed - orders.parked - orders.pending;
}
