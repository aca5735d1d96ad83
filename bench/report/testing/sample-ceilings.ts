import type { RunFile } from '../../record/run-file.ts';

/** Made-up ceilings: one met, one missed, one that could not be measured. */
export function sampleCeilings(random: () => number): NonNullable<RunFile['ceilings']> {
  const samples = (raw: number, share: number) =>
    [1, 2, 3, 4, 5, 6].map((block) => {
      const noise = () => 0.98 + random() * 0.04;
      return { block, raw: Math.round(raw * noise()), ours: Math.round(raw * share * noise()) };
    });
  return [
    {
      row: 1,
      raw: 'Express POST, JSON parse and a fixed answer',
      ours: 'order endpoint, downstream stubbed',
      unit: 'requests/s',
      target: { atLeast: 0.85 },
      samples: samples(5200, 0.91),
      limiter: [],
    },
    {
      row: 4,
      mode: 'async-rabbitmq',
      raw: 'amqplib consume and multi-ack, empty handler',
      ours: 'inventory consumer with its store',
      unit: 'messages/s',
      target: { atLeast: 0.75 },
      samples: samples(21_000, 0.42),
      limiter: ['21% better-sqlite3 run', '9% zod parse'],
    },
    {
      row: 11,
      mode: 'streaming-kafka',
      raw: 'session timeout and one rebalance',
      ours: 'SIGKILL to the first completion of the orphaned partition',
      unit: 'ms',
      target: { atMost: 1.1 },
      samples: [],
      limiter: [],
      notMeasured: 'one partition alone has no other consumer',
    },
  ];
}

/** The orders that a mode completes per second as the smallest program, and as ours, in each of so many blocks. */
export function sustainedCeiling(mode: string, raw: number, ours: number, blocks = 2) {
  return {
    row: 13,
    mode,
    raw: 'the smallest program with the same guarantees',
    ours: 'the whole workflow',
    unit: 'orders/s',
    target: { atLeast: 0.75 },
    samples: Array.from({ length: blocks }, (_, index) => ({ block: index + 1, raw, ours, empty: 2 * raw })),
    limiter: [],
  };
}
