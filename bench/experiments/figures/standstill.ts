import type { Mode } from '../../../common/mode.ts';
import type { FaultTimeline } from '../../record/run-file.ts';
import type { Journey } from '../trial/journey.ts';

/** An order that was due, and when it was completed; null: never. Microseconds. */
interface Due {
  intended: number;
  completed: number | null;
}

/** From when to when a standstill is looked for; microseconds. */
interface Span {
  from: number;
  to: number;
}

/**
 * The longest stretch, in microseconds, in which orders were due, none of them was completed, and so nothing moved. One that
 * began before the span, or ended after it, counts whole.
 *
 *   due ─┬────────┬──▶ completed ───▶ completed
 *        └ nothing ┘ └── nothing ───┘
 */
export function longestStandstill(orders: readonly Due[], { from, to }: Span): number {
  const moments = orders
    .flatMap(({ intended, completed }) => [
      { t: intended, step: 1 },
      ...(completed === null ? [] : [{ t: Math.max(completed, intended), step: -1 }]),
    ])
    .sort((a, b) => a.t - b.t || b.step - a.step);
  let longest = 0;
  let waiting = 0;
  let since = 0;
  const stood = (until: number) => {
    if (waiting > 0 && until >= from && since <= to) longest = Math.max(longest, until - since);
  };
  for (const { t, step } of moments) {
    if (step < 0) stood(t);
    if (step < 0 || waiting === 0) since = t;
    waiting += step;
  }
  stood(to);
  return longest;
}

/** Of accepted orders: of all of them, and of the partition that stood still longest. */
export function standstillsOf(
  { partitionOf }: Pick<Mode, 'partitionOf'>,
  journeys: readonly Journey[],
  span: Span,
): Required<Pick<FaultTimeline, 'standstillMs' | 'partitionStandstillMs'>> {
  const accepted = journeys.filter(({ outcome }) => outcome === 'accepted');
  const ms = (orders: readonly Due[]) => Math.round(longestStandstill(orders, span) / 1000);
  const partitions = partitionOf && Map.groupBy(accepted, ({ orderId }) => partitionOf(orderId ?? ''));
  return {
    standstillMs: ms(accepted),
    partitionStandstillMs: partitions ? Math.max(0, ...[...partitions.values()].map(ms)) : null,
  };
}
