import { isPending, type Order } from '../../../common/contracts/orders.ts';
import { samplesNeeded } from '../../measure/percentiles.ts';
import type { SituationName, Spread, Way, WayBackRow } from '../../record/way-back-cell.ts';
import type { Cost } from './counted-client.ts';
import type { Asked } from './follow.ts';

export interface Measured {
  situation: SituationName;
  way: Way;
  asked: readonly Asked[];
  /** As they are in the end, each by the key that it was asked with. */
  orders: ReadonlyMap<string | null, Pick<Order, 'status' | 'updatedAt'>>;
  cost: Cost;
  /** When nobody waited any more: as `knownMs` and `knownAtMs` of an order. */
  untilMs: number;
  untilAtMs: number;
}

/** Whoever never knew counts with the time that he waited (measurement.md, rule 6). */

export function rowOf({ situation, way, asked, orders, cost, untilMs, untilAtMs }: Measured): WayBackRow {
  const known = asked.filter(({ knownMs }) => knownMs !== null);
  const placed = asked.length;
  const after = asked.flatMap(({ key, knownAtMs }) => {
    const order = orders.get(key);
    if (order === undefined || isPending(order)) return [];
    const afterMs = (knownAtMs ?? untilAtMs) - Date.parse(order.updatedAt);
    return knownAtMs === null && afterMs < 0 ? [] : [Math.max(0, afterMs)]; // it had none while he waited
  });
  const lateMs = asked.map((one) => one.lateMs).toSorted((a, b) => a - b);
  return {
    situation,
    way,
    placed,
    known: known.length,
    failed: known.filter(({ status }) => status === 'failed').length,
    knownWithin: spreadOf(asked.map(({ knownMs, intendedMs }) => (knownMs ?? untilMs) - intendedMs)),
    afterOutcome: spreadOf(after),
    requestsPerOrder: placed === 0 ? 0 : cost.requests / placed,
    bytesPerOrder: placed === 0 ? 0 : cost.bytes / placed,
    lateMs: lateMs.at(-1) ?? 0,
    lateP99Ms: lateMs[Math.ceil(lateMs.length * 0.99) - 1] ?? 0,
    waitedMs: untilMs - Math.max(...asked.map(({ intendedMs }) => intendedMs)),
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
