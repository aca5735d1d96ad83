import type { Trial } from '../run-file.ts';

/** A made-up replay of the Kafka mode: offsets reset, the analytics recomputed, nothing else touched. */
export function sampleReplay(): Trial {
  const none = { sent: 0, accepted: 0, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 };
  const rows = { orders: 4210, notifications: 4210, 'stock movements': 4126 };
  const ends = { 'orders-0': '2101', 'orders-1': '2109', 'inventory-0': '2101', 'inventory-1': '2109' };
  return {
    id: 'replay-none-streaming-kafka-1',
    experiment: 'replay',
    mode: 'streaming-kafka',
    fault: 'none',
    load: null,
    void: null,
    requests: none,
    orders: { accepted: 4210, confirmed: 4126, rejected: 84, failed: 0, pending: 0, parked: 0 },
    latency: null,
    resources: [],
    ordersPerCoreSecond: null,
    timeline: null,
    replay: {
      what: 'the analytics (orders per minute, failure rate)',
      from: 'offset 0 of every partition',
      records: 8420,
      seconds: 1.874,
      offsetsBefore: ends,
      offsetsAtReset: { 'orders-0': '0', 'orders-1': '0', 'inventory-0': '0', 'inventory-1': '0' },
      offsetsAfter: ends,
      digestBefore: '9f2c61d0a7',
      digestAfter: '9f2c61d0a7',
      rowsBefore: rows,
      rowsAfter: rows,
      duplicatesIgnored: 0,
    },
    verdicts: [
      {
        check: 'replay',
        outcome: 'holds',
        because: 'the digest of the folded state and the rows of every store are the same before and after',
        counted: { records: 8420, partitions: 4 },
        offending: [],
        subHistory: [],
      },
    ],
  };
}
