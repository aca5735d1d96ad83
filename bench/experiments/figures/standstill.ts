import type { Mode } from '../../../common/mode.ts';
import type { FaultTimeline } from '../../record/run-file.ts';
import type { Journey } from '../trial/journey.ts';

/** An order that was due, and when it was completed; null: never. Microseconds. */
interface Due {
  intended: number;
  completed: number | null;
  /** When whoever asked was told that nothing comes of it: asked for all the same, and never completed. */
  toldNo?: number | null;
}

/** From when to when a standstill is looked for; microseconds. */
interface Span {
  from: number;
  to: number;
}

/**
 * The longest stretch, in microseconds, in which orders were due, none of them was completed, and so nothing moved. One that
 * began before the span, or ended after it, counts whole. Who was told no might have been served from the next completion on:
 * until then nothing moved, and where none comes, until the last was told so.
 *
 *   due ─┬────────┬──▶ completed ──▶ told no ──▶ completed
 *        └ nothing ┘ └────────── nothing ──────┘
 */
export function longestStandstill(orders: readonly Due[], { from, to }: Span): number {
  const moments = orders
    .flatMap(({ intended, completed, toldNo }) => [
      { t: intended, step: 1 },
      ...(completed === null ? [] : [{ t: Math.max(completed, intended), step: -1 }]),
      ...(typeof toldNo === 'number' ? [{ t: Math.max(toldNo, intended), step: 0 }] : []),
    ])
    .sort((a, b) => a.t - b.t || b.step - a.step);
  let longest = 0;
  let waiting = 0;
  let since = 0;
  let lastNo: number | null = null; // since the last completion
  const stood = (until: number) => {
    if (until >= from && since <= to) longest = Math.max(longest, until - since);
  };
  for (const { t, step } of moments) {
    if (step < 0) {
      stood(t);
      lastNo = null;
    }
    if (step < 0 || (waiting === 0 && lastNo === null)) since = t;
    if (step === 0) lastNo = t;
    waiting += step > 0 ? 1 : -1;
  }
  if (waiting > 0) stood(to);
  else if (lastNo !== null) stood(lastNo);
  return longest;
}

/**
 * Of all orders, those that were refused or failed among them: they were asked for. And of the partition that stood still
 * longest: which one a refused order was for nobody knows, but where nothing moves, none of them does.
 */
export function standstillsOf(
  { partitionOf }: Pick<Mode, 'partitionOf'>,
  journeys: readonly Journey[],
  span: Span,
): Required<Pick<FaultTimeline, 'standstillMs' | 'partitionStandstillMs'>> {
  const accepted = journeys.filter(({ outcome }) => outcome === 'accepted');
  const ms = (orders: readonly Due[]) => Math.round(longestStandstill(orders, span) / 1000);
  const partitions = partitionOf && Map.groupBy(accepted, ({ orderId }) => partitionOf(orderId ?? ''));
  const standstillMs = ms(journeys.map(dueOf));
  return {
    standstillMs,
    partitionStandstillMs: partitions ? Math.max(standstillMs, ...[...partitions.values()].map(ms)) : null,
  };
}

const dueOf = ({ outcome, intended, answered, completed }: Journey): Due =>
  outcome === 'accepted' ? { intended, completed } : { intended, completed: null, toldNo: answered };
