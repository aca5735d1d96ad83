import { sum } from '../../../measure/sums.ts';
import { unaccounted } from '../../../record/accounting.ts';
import type { ModeName, OrderCounts, RequestCounts, Trial } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf } from '../../figures/groups.ts';
import { count } from '../format.ts';
import { modeRow } from './mode-row.ts';
import type { SummaryRow } from './summary-table.ts';

/** Requests as the client saw them, summed over the usable trials of a mode. */
export function requestRows(
  group: TrialGroup,
  modes: ModeName[],
  prefix: string,
  pick: (trial: Trial) => RequestCounts | undefined,
): SummaryRow[] {
  const row = (label: string, value: (requests: RequestCounts) => number) =>
    modeRow(prefix + label, { group, modes }, pick, (all) => count(sum(all, value)));
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
  const row = (label: string, value: (orders: OrderCounts) => number) =>
    modeRow(
      label,
      { group, modes },
      (trial) => trial.orders,
      (all) => count(sum(all, value)),
    );
  const rows = [
    row('orders taken in', (o) => o.accepted),
    row('orders confirmed', (o) => o.confirmed),
    row('orders rejected (out of stock …)', (o) => o.rejected),
    row('orders failed', (o) => o.failed),
    row('orders set aside (parked)', (o) => o.parked),
    row('orders still pending at the end', (o) => o.pending),
  ];
  if (group.trials.some((trial) => unaccounted(trial.orders) !== 0)) {
    rows.push(missing(group, modes));
  }
  return rows;
}

/** No performance figure, so void trials are in it. */
function missing(group: TrialGroup, modes: ModeName[]): SummaryRow {
  const cells = modes.map((mode) => count(sum(trialsOf(group, mode), ({ orders }) => unaccounted(orders))));
  return { label: 'ORDERS UNACCOUNTED FOR', cells };
}
