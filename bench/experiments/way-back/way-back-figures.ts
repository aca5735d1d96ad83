import type { Order } from '../../../common/contracts/orders.ts';
import { samplesNeeded } from '../../measure/percentiles.ts';
import type { SituationName, Spread, Way, WayBackRow } from '../../record/way-back-cell.ts';
import type { Asked } from './follow.ts';

export interface Measured {
  situation: SituationName;
  way: Way;
  asked: readonly Asked[];
  orders: ReadonlyMap<string, Pick<Order, 'updatedAt'>>;
  cost: { requests: number; bytes: number };
}

export function rowOf({ situation, way, asked, orders, cost }: Measured): WayBackRow {
  const known = asked.filter(({ knownMs }) => knownMs !== null);
  const placed = asked.length;
  const after = known.flatMap(({ orderId, knownAtMs }) => {
    const order = orders.get(orderId ?? '');
    return order === undefined || knownAtMs === null ? [] : [Math.max(0, knownAtMs - Date.parse(order.updatedAt))];
  });
  const lateMs = asked.map((one) => one.lateMs).toSorted((a, b) => a - b);
  return {
    situation,
    way,
    placed,
    known: known.length,
    failed: known.filter(({ status }) => status === 'failed').length,
    knownWithin: spreadOf(known.map(({ knownMs, intendedMs }) => (knownMs ?? 0) - intendedMs)),
    afterOutcome: spreadOf(after),
    requestsPerOrder: placed === 0 ? 0 : cost.requests / placed,
    bytesPerOrder: placed === 0 ? 0 : cost.bytes / placed,
    lateMs: lateMs.at(-1) ?? 0,
    lateP99Ms: lateMs[Math.ceil(lateMs.length * 0.99) - 1] ?? 0,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (quantile: number) =>
    sorted.length < samplesNeeded(quantile) ? null : (sorted[Math.ceil(sorted.length * quantile) - 1] ?? null);
  return { p50: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? null };
}

/** Orders whose callers never learned their outcome. */
export const unheardIn = (rows: readonly WayBackRow[]): number =>
  rows.reduce((sum, { placed, known }) => sum + placed - known, 0);

/** Why the figures of these are none: nothing was placed. Null: they are. Of a way whose orders left late none is told. */
export function whyNone(rows: readonly WayBackRow[]): string | null {
  const name = ({ situation, way }: WayBackRow) => `${situation}, ${way}`;
  const empty = rows.find(({ placed }) => placed === 0);
  return empty ? `${name(empty)}: nothing was placed` : null;
}
