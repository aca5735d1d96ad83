import { sum } from '../../measure/sums.ts';
import type { OrderCounts, RequestCounts, Trial } from '../../record/run-file.ts';
import { unaccounted } from '../../record/trial-use.ts';
import type { TrialGroup } from '../figures/groups.ts';
import { count } from '../words/format.ts';
import { modeRow, type SummaryRow } from './table.ts';

/** A sum over the usable trials of a mode. */
function sumRow<T>(
  label: string,
  group: TrialGroup,
  pick: (trial: Trial) => T | undefined,
  value: (of: T) => number,
): SummaryRow {
  return modeRow(
    label,
    group,
    pick,
    (all) => count(sum(all, value)),
    (all) => sum(all, value) === 0,
  );
}

/** Requests as the client saw them. */
export function requestRows(
  group: TrialGroup,
  prefix: string,
  pick: (trial: Trial) => RequestCounts | undefined,
): SummaryRow[] {
  const row = (label: string, value: (requests: RequestCounts) => number) => sumRow(prefix + label, group, pick, value);
  return [
    row('requests sent', (r) => r.sent),
    { ...row('accepted', (r) => r.accepted), kept: true },
    row('refused (429)', (r) => r.refused),
    row('answered 5xx', (r) => r.failed),
    row('no answer (timeout, connection)', (r) => r.timedOut + r.connectionErrors),
    row('unfinished at the end', (r) => r.unfinished),
  ];
}

/**
 * What became of the accepted orders, of the warm-up as well, while requests are counted in the measured time alone; the last
 * row appears only when the sums do not agree.
 */
export function orderRows(group: TrialGroup): SummaryRow[] {
  const warmed = group.trials.some(({ load }) => (load?.warmUpSeconds ?? 0) > 0);
  const row = (label: string, value: (orders: OrderCounts) => number) =>
    sumRow(`${label}${warmed ? ', whole trial, warm-up included' : ''}`, group, (trial) => trial.orders, value);
  const rows = [
    row('orders taken in', (o) => o.accepted),
    row('orders confirmed', (o) => o.confirmed),
    row('orders rejected (out of stock …)', (o) => o.rejected),
    row('orders failed', (o) => o.failed),
    row('orders set aside (parked)', (o) => o.parked),
    row('orders still pending at the end', (o) => o.pending),
  ];
  // No performance figure, so void trials are in it.
  const missing = group.modes.map(({ trials }) => sum(trials, ({ orders }) => unaccounted(orders)));
  return group.trials.every(({ orders }) => unaccounted(orders) === 0)
    ? rows
    : [...rows, { label: 'ORDERS UNACCOUNTED FOR', cells: missing.map(count) }];
}
