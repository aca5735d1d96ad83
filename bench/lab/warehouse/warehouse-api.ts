import { z } from 'zod';
import { parseWorkTime } from './work-time.ts';

/** What inventory asks: to take the goods of one order from the shelves. */
export const PickRequest = z.strictObject({ orderId: z.string().min(1).max(64) });

/** What the warehouse is told to do wrong from now on; what is left out goes well. */
export const WarehouseFaults = z.strictObject({
  /** The share of calls that are answered 503. */
  errors: z.number().min(0).max(1).default(0),
  /** Takes every call and answers none. */
  silent: z.boolean().default(false),
  /** More at once are answered 429; null: as many as come. */
  atMost: z.int().min(0).nullable().default(null),
});
export type WarehouseFaults = z.infer<typeof WarehouseFaults>;

/** What an order takes from now on, written as `--work` has it. */
export const WarehouseWork = z.strictObject({
  work: z
    .string()
    .max(64)
    .transform((text, context) => {
      try {
        const time = parseWorkTime(text);
        if (time !== null) return time;
        context.addIssue({ code: 'custom', message: 'without work there is no warehouse' });
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
      return z.NEVER;
    }),
});

/** How busy it is, so far: what lies between two looks is told by their difference. */
export const WarehouseLoad = z.strictObject({
  /** Seconds that orders were under way, all of them added up. */
  atWorkSeconds: z.number(),
  /** Orders whose part is done. */
  done: z.int(),
});
export type WarehouseLoad = z.infer<typeof WarehouseLoad>;

/** What is in its books. */
export const WarehouseBooks = z.strictObject({
  mostAtOnce: z.int(),
  orders: z.record(z.string(), z.strictObject({ calls: z.int(), effects: z.int() })),
});
export type WarehouseBooks = z.infer<typeof WarehouseBooks>;
