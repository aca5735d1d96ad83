import { z } from 'zod';
import { protectionNames } from '../../../common/base/protections.ts';
import { PlaceOrder } from '../../../common/contracts/orders.ts';
import { OrderId, Sku, StockLevel } from '../../../common/contracts/primitives.ts';
import { LONGEST_MS } from '../../lab/warehouse/work-time.ts';
import { LaneName, RoleName } from './lanes.ts';

/** The most orders per second that the knob gives. */
export const HIGHEST_RATE = 1000;
export const LONGEST_BURST_SECONDS = 30;

/** What the orders of the load are like. */
export const Mix = z.strictObject({
  /** An order has 1 to this many lines. */
  mostLines: z.int().min(1).max(10),
  /** This product is ordered 30 times as often as any other; null: all alike. */
  hotSku: Sku.nullable(),
  /** This share of the lines names a product that nobody has. */
  unknownSkuShare: z.number().min(0).max(1),
});

const workMs = z.number().min(1).max(LONGEST_MS);

/** What an order takes at the warehouse, which inventory asks about each: milliseconds, and of that share of all orders others. */
export const Work = z.strictObject({ usualMs: workMs, slowShare: z.number().min(0).max(0.99), slowMs: workMs });

const lanes = z.array(LaneName).min(1).max(10);

/**
 * What the page asks for, by `POST /commands`, one JSON object. Answers: 200 with the result below, 202 when it goes on
 * (the stream tells how), 400 · 401 · 403 · 404 · 409 as `application/problem+json`, whose `detail` is for people.
 *
 * | do                | result                                                     |
 * |-------------------|------------------------------------------------------------|
 * | place             | { placement }, the id under which `placed` events tell     |
 * | redeliver         | { delivered: { <lane>: count } }                            |
 * | redrive           | { redriven: count }                                        |
 * | rebuild-analytics | { before, after, same }, digests of the folded state       |
 * | save-scenario     | { name }                                                   |
 * | all others        | {}                                                         |
 */
export const Command = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('rate'), perSecond: z.number().min(0).max(HIGHEST_RATE) }),
  /** So many times the rate, for so long; one order per second at least. */
  z.strictObject({
    do: z.literal('burst'),
    times: z.number().min(1).max(50),
    seconds: z.number().min(1).max(LONGEST_BURST_SECONDS),
  }),
  z.strictObject({ do: z.literal('mix'), mix: Mix }),
  /** Null: nobody is asked. From nothing to something and back the services of the lanes start again, with or without a warehouse. */
  z.strictObject({ do: z.literal('work'), work: Work.nullable() }),
  /** The same order in each of these lanes, at the same moment. Its e-mail address becomes one that leads back to it. */
  z.strictObject({ do: z.literal('place'), lanes, order: PlaceOrder }),
  /** A fault that is under way on one of the lanes already is refused: 409. */
  z.strictObject({
    do: z.literal('inject'),
    lanes,
    fault: z.string().max(64),
    /** Healed by itself so long after it was injected; absent: by hand. */
    seconds: z.number().min(1).max(600).optional(),
    /** Of the parameters that the catalogue has for it; of what is left out the usual. */
    values: z.record(z.string().max(64), z.number()).optional(),
  }),
  z.strictObject({ do: z.literal('heal'), lanes, fault: z.string().max(64) }),
  /** Restarts the services of the lane. */
  z.strictObject({ do: z.literal('protect'), lanes, protection: z.enum(protectionNames), on: z.boolean() }),
  z.strictObject({ do: z.literal('stop-lane'), lanes }),
  z.strictObject({ do: z.literal('start-lane'), lanes }),
  z.strictObject({ do: z.literal('stock'), lanes, sku: Sku, available: StockLevel }),
  /** Everything that tells of this order a second time, or of the newest finished orders. */
  z.strictObject({ do: z.literal('redeliver'), lanes, orderId: OrderId.optional() }),
  /** Parked messages once more: all that can be, or this one. */
  z.strictObject({ do: z.literal('redrive'), lane: LaneName, messageId: z.string().max(256).optional() }),
  /** Moves a consumer group back to the beginning of the log. */
  z.strictObject({ do: z.literal('rewind'), lane: LaneName, role: RoleName }),
  /** Analytics forgets what it folded, reads the log again from its beginning, and comes to the same digest. */
  z.strictObject({ do: z.literal('rebuild-analytics'), lane: LaneName }),
  /** Writes down every command since the lab began, or since the last `start-scenario`. */
  z.strictObject({ do: z.literal('start-scenario') }),
  z.strictObject({
    do: z.literal('save-scenario'),
    name: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected small letters, digits and hyphens')
      .max(60),
    title: z.string().max(120),
    look: z.string().max(600),
  }),
  /** Repeats one of the scenarios that come with the lab, or a saved one, on the running lanes. */
  z.strictObject({ do: z.literal('play-scenario'), name: z.string().max(60) }),
]);

export type Command = z.infer<typeof Command>;
export type Mix = z.infer<typeof Mix>;
export type Work = z.infer<typeof Work>;
