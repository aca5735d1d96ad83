import { z } from 'zod';

const text = z.string().max(200);
const ratio = z.number().positive();

/** What is kept of one session: its ratios with their intervals, and where, when and with what they came about. */
export const SessionRecord = z.object({
  runId: z.string().regex(/^\w[\w.-]{0,99}$/),
  startedAt: z.iso.datetime(),
  /** Of the sources. */
  commit: text,
  host: text,
  durability: z.enum(['page-cache', 'fsync']),
  versions: z.record(text, text),
  pairs: z.array(
    z.object({
      at: z.object({ kind: z.enum(['base', 'share']), value: z.number() }),
      metric: z.enum(['completion p50', 'completion p90', 'completion p99', 'orders per core-second']),
      a: text,
      b: text,
      ratio,
      low: ratio,
      high: ratio,
      blocks: z.number(),
    }),
  ),
});
export type SessionRecord = z.infer<typeof SessionRecord>;
