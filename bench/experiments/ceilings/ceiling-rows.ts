import { geometricMean } from '../../measure/sums.ts';
import { ourSettings } from './our-settings.ts';
import { type Line, rawPrograms } from './raw/programs.ts';

/** Lines that do not depend on a broker. A row with two figures has two lines. */
const lines = {
  endpoint: {
    row: 1,
    raw: 'Express: POST, JSON parsed, a fixed answer',
    ours: 'POST /orders, nothing running behind it (REST: both calls answered at once by a stub)',
    unit: 'requests/s',
    target: { atLeast: 0.85 },
  },
  hops: {
    row: 2,
    raw: 'three empty Express hops over undici, closed loop',
    ours: 'the whole REST workflow, closed loop',
    unit: 'orders/s',
    target: { atLeast: 0.8 },
  },
  store: {
    row: 7,
    raw: `prepared SQLite statements, ${ourSettings.commitBatch} orders and their events per transaction`,
    ours: 'the same through the store layer, each order its own transaction in a group commit',
    unit: 'orders/s',
    target: { atLeast: 0.9 },
  },
  decode: {
    row: 8,
    raw: 'JSON.parse of an OrderPlaced event',
    ours: 'decoded and validated by its contract',
    unit: 'events/s',
    target: { atLeast: 0.7 },
  },
  encode: {
    row: 8,
    raw: 'JSON.stringify of an OrderPlaced event, to bytes',
    ours: 'encoded as the outbox does it',
    unit: 'events/s',
    target: { atLeast: 1 },
  },
  completion: {
    row: 9,
    raw: 'completion p50 at 100 orders/s with empty handlers: same processes, HTTP front, broker and batches',
    ours: 'completion p50 at 100 orders/s',
    unit: 'ms',
    target: { atMost: 1.3 },
  },
  sustained: {
    row: 9,
    raw: 'orders completed with empty handlers, as many under way at a time',
    ours: 'orders completed, sustained',
    unit: 'orders/s',
    target: { atLeast: 0.6 },
  },
  drain: {
    row: 10,
    raw: 'the inventory service alone on a prefilled backlog (ours of rows 4 and 6)',
    ours: 'the inventory service after an outage, beside all others',
    unit: 'messages/s',
    target: { atLeast: 0.9 },
  },
  failover: {
    row: 11,
    raw: 'session timeout, and a rebalance as one measured after a member left in order',
    ours: 'SIGKILL of one of two members, until an order of its partitions is done',
    unit: 'ms',
    target: { atMost: 1.1 },
  },
  redelivery: {
    row: 12,
    raw: 'the allowance: 50 ms after the connection is gone',
    ours: 'SIGKILL of a consumer, until another one has its first message again',
    unit: 'ms',
    target: { atMost: 1 },
  },
} as const satisfies Record<string, Line>;

/** What a client library alone does on a broker, and ours with it: lines of each kind of broker. */
export const clientId = <Way extends 'publish' | 'consume'>(kind: string, way: Way) => `${kind}-${way}` as const;
type ClientId = ReturnType<typeof clientId<'publish' | 'consume'>>;

export type CeilingId = keyof typeof lines | ClientId;

/** The lines of the ceilings table (measurement.md), in its order. */
const table = new Map<CeilingId, Line>(
  [
    ...(Object.entries(lines) as [keyof typeof lines, Line][]),
    ...Object.entries(rawPrograms).flatMap(([kind, { publish, consume }]): [CeilingId, Line][] => [
      [clientId(kind, 'publish'), publish],
      [clientId(kind, 'consume'), consume],
    ]),
  ].toSorted(([, a], [, b]) => a.row - b.row),
);

export const ceilingIds: readonly CeilingId[] = [...table.keys()];

export function lineOf(id: CeilingId): Line {
  const line = table.get(id);
  if (!line) throw new Error(`The table of ceilings has no line ${id}.`);
  return line;
}

/** Whether the share of these samples, the geometric mean of their blocks, misses the target of its line. */
export function missesTarget(id: CeilingId, shares: readonly number[]): boolean {
  if (shares.length === 0) return false;
  const mean = geometricMean(shares);
  const { target } = lineOf(id);
  return 'atLeast' in target ? mean < target.atLeast : mean > target.atMost;
}
