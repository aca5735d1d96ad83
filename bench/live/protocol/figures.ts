import { z } from 'zod';
import { ProviderTotals } from '../../lab/provider/provider-api.ts';

/** Of what is given as a percentile, microseconds and how many samples it comes from; null: fewer than it needs (see `samples`). */
const Latency = z.object({ samples: z.number(), p50: z.number().nullable(), p99: z.number().nullable() });

/** What one lane did in one second. */
export const LaneFigures = z.object({
  /** Per second since the figures before, of the load and of the page, by when the answer came. `refused`: 4xx. `failed`: 5xx, time-outs, broken connections. */
  offered: z.number(),
  accepted: z.number(),
  refused: z.number(),
  failed: z.number(),
  /** Notifications of finished orders that were committed. */
  completed: z.number(),
  /** Over the last 10 seconds, from the moment an order was due. `p50` needs 20 samples here and `p99` 200. */
  acceptance: Latency,
  completion: Latency,
  /** Orders accepted and not finished, and for how long the oldest has been waiting (ms); null: there is none. */
  backlog: z.number(),
  oldestMs: z.number().nullable(),
  /** Per channel of the lane, by its id. `inHand`: handed over and not acknowledged, where somebody knows. */
  channels: z.record(z.string(), z.object({ waiting: z.number(), inHand: z.number() })),
  /** Cores used, by process: roles, `broker`, `proxy`. */
  cpu: z.record(z.string(), z.number()),
  /** What the provider's ledger says so far; null: nobody pays, or it was never asked. */
  money: ProviderTotals.nullable(),
});
export type LaneFigures = z.infer<typeof LaneFigures>;
