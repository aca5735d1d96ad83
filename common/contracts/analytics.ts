import { z } from 'zod';
import { Revenue } from './primitives.ts';

const Count = z.int().min(0);

/** Orders of one minute by the time of their own event: `minute` is `2026-01-31T23:59Z`. A tumbling window. */
const MinuteTally = z
  .strictObject({
    minute: z.string(),
    orders: Count,
    confirmed: Count,
    rejected: Count,
    notified: Count,
    revenueMinor: Revenue,
  })
  .meta({ id: 'MinuteTally' });

const ProductTally = z.strictObject({ sku: z.string(), pieces: Count }).meta({ id: 'ProductTally' });

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * `GET /metrics.json` of the analytics service. `digest` names the whole folded state: equal states, equal digests.
 * `contentDigest` leaves the minutes out, so that two runs of the same orders at different times can be compared.
 * `lateEvents` tells how events arrived, not what they say: it is part of neither.
 */
export const Tally = z
  .strictObject({
    orders: Count,
    confirmed: Count,
    rejected: Count,
    notified: Count,
    failureRate: z.number().min(0).max(1),
    revenueMinor: Revenue,
    topProducts: z.array(ProductTally),
    lateEvents: Count,
    minutes: z.array(MinuteTally),
    digest,
    contentDigest: digest,
  })
  .meta({ id: 'Tally' });

export type Tally = z.infer<typeof Tally>;
