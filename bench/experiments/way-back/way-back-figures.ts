import type { Order } from '../../../common/contracts/orders.ts';
import { samplesNeeded } from '../../measure/percentiles.ts';
import type { Asked } from './follow.ts';
import type { SituationName, Way } from './ways.ts';

/** One way in one situation. Times in milliseconds; null: too few orders for it (a median needs 200, a p90 1000). */
export interface WayBackRow {
  mode: string;
  situation: SituationName;
  way: Way;
  placed: number;
  known: number;
  /** Of those known: orders that failed, since their answer could not wait. */
  failed: number;
  /** From the moment the order was to be sent until its caller knew. */
  knownWithin: Spread;
  /** From the moment the outcome was stored. */
  afterOutcome: Spread;
  requestsPerOrder: number;
  bytesPerOrder: number;
  /** How late orders left the caller, at worst. */
  lateMs: number;
}

export interface Spread {
  p50: number | null;
  p90: number | null;
  max: number | null;
}

export interface Measured {
  mode: string;
  situation: SituationName;
  way: Way;
  asked: readonly Asked[];
  orders: ReadonlyMap<string, Pick<Order, 'updatedAt'>>;
  cost: { requests: number; bytes: number };
  lateMs: number;
}

export function rowOf({ mode, situation, way, asked, orders, cost, lateMs }: Measured): WayBackRow {
  const known = asked.filter(({ knownMs }) => knownMs !== null);
  const placed = asked.length;
  const after = known.flatMap(({ orderId, knownAtMs }) => {
    const order = orders.get(orderId ?? '');
    return order === undefined || knownAtMs === null ? [] : [Math.max(0, knownAtMs - Date.parse(order.updatedAt))];
  });
  return {
    mode,
    situation,
    way,
    placed,
    known: known.length,
    failed: known.filter(({ status }) => status === 'failed').length,
    knownWithin: spreadOf(known.map(({ knownMs, intendedMs }) => (knownMs ?? 0) - intendedMs)),
    afterOutcome: spreadOf(after),
    requestsPerOrder: placed === 0 ? 0 : cost.requests / placed,
    bytesPerOrder: placed === 0 ? 0 : cost.bytes / placed,
    lateMs,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (quantile: number) =>
    sorted.length < samplesNeeded(quantile) ? null : (sorted[Math.ceil(sorted.length * quantile) - 1] ?? null);
  return { p50: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? null };
}

/** What is wrong, in words: somebody never learned the outcome, or the caller was so late that the figures are his own. */
export function doubtsOf(rows: readonly WayBackRow[]): { violated: string[]; unknown: string[] } {
  const name = ({ mode, situation, way }: WayBackRow) => `${mode}, ${situation}, ${way}`;
  const unheard = rows.filter(({ placed, known }) => known < placed);
  const late = rows.filter(({ lateMs }) => lateMs > MOST_LATE_MS);
  const empty = rows.filter(({ placed }) => placed === 0);
  return {
    violated: unheard.map((row) => `${name(row)}: ${row.placed - row.known} of ${row.placed} callers never knew`),
    unknown: [
      ...late.map((row) => `${name(row)}: an order left ${Math.round(row.lateMs)} ms late, by the caller's own doing`),
      ...empty.map((row) => `${name(row)}: nothing was placed`),
    ],
  };
}

/** Later than this the caller, and not what he waits for, is what is measured. */
const MOST_LATE_MS = 1000;
