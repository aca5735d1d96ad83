import { z } from 'zod';
import { PaymentState } from '../../../common/contracts/payments.ts';
import { LaneName } from './lanes.ts';

/**
 * What the page reads when somebody looks, by GET with the header `Authorization: Bearer <token>`; 404, 409 (the lane is
 * not up) and 502 (its service does not answer) as problems.
 *
 * | path                                          | answers                                                              |
 * |-----------------------------------------------|----------------------------------------------------------------------|
 * | /api/lanes/:lane/products                     | ProductList of the contracts                                         |
 * | /api/lanes/:lane/orders?status=&limit=&cursor=| OrderPage of the contracts                                           |
 * | /api/lanes/:lane/notifications?after=&limit=&orderId= | NotificationPage of the contracts                            |
 * | /api/lanes/:lane/parked                       | { parked: Parked[] }                                                 |
 * | /api/lanes/:lane/orders/:orderId/story        | Story                                                                |
 * | /api/runs                                     | { runs: Run[] }                                                      |
 * | /api/runs/:run/files/:file                    | a file of that run folder: report.md, a chart                        |
 * | /api/runs/:run/against/:other                 | Markdown: two runs side by side, as `npm run bench -- compare` tells |
| /api/scenario                                 | Scenario: what was clicked so far                                    |
 * | /api/export                                   | the recording of now as one HTML file, to be kept: it opens from a disk |
| /api/recording                                | JSON lines, see `events.ts`                                          |
 */
export const ParkedMessage = z.object({
  messageId: z.string().nullable(),
  orderId: z.string().nullable(),
  consumer: z.string(),
  reason: z.string(),
  body: z.string(),
  /** Why it cannot be delivered again; absent: it can. */
  stays: z.string().optional(),
});

/** What `npm run trace` knows of one order. */
export const Story = z.object({
  lane: LaneName,
  orderId: z.string(),
  status: z.string().nullable(),
  steps: z.array(
    z.object({
      at: z.string(),
      service: z.string(),
      what: z.string(),
      messageId: z.string().optional(),
      sinceFirstMs: z.number(),
      sinceBeforeMs: z.number(),
    }),
  ),
  unfinished: z.array(z.string()),
  /** What the payment service knows of it; null: nothing yet, or nobody pays. */
  payment: z.object({ state: PaymentState, reason: z.string().nullable() }).nullable(),
});

/** A folder under `results`. */
export const Run = z.object({
  run: z.string(),
  startedAt: z.string().nullable(),
  experiments: z.array(z.string()),
  modes: z.array(z.string()),
  outcome: z.string().nullable(),
});

export type ParkedMessage = z.infer<typeof ParkedMessage>;
export type Story = z.infer<typeof Story>;
export type Run = z.infer<typeof Run>;
