import { z } from 'zod';

const Count = z.int().min(0);

/** Orders of one minute by the time of their own event: `minute` is `2026-01-31T23:59Z`. */
const MinuteTally = z
  .strictObject({ minute: z.string(), orders: Count, confirmed: Count, rejected: Count, notified: Count })
  .meta({ id: 'MinuteTally' });

/** `GET /metrics.json` of the analytics service. `digest` names the folded state: equal states, equal digests. */
export const Tally = z
  .strictObject({
    orders: Count,
    confirmed: Count,
    rejected: Count,
    notified: Count,
    failureRate: z.number().min(0).max(1),
    minutes: z.array(MinuteTally),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .meta({ id: 'Tally' });

export type Tally = z.infer<typeof Tally>;
