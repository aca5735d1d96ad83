import { z } from 'zod';
import { document } from './openapi.ts';
import { answer, operation } from './openapi-operation.ts';
import { Sku, Timestamp } from './primitives.ts';

const count = z.int().min(0);
/** `since`: when the first event happened that it heard of; null: it has heard of none. */
const heard = { orders: count, since: Timestamp.nullable() };

/** What each product sold, by sku; `orders`: confirmed ones that the seller heard of. */
export const Sales = z
  .strictObject({
    ...heard,
    products: z.array(z.strictObject({ sku: Sku, orders: count, pieces: count, revenueMinor: count })),
  })
  .meta({ id: 'Sales' });

/** What is bought together, most frequent first; `orders`: placed ones that it heard of. */
export const Pairs = z
  .strictObject({ ...heard, pairs: z.array(z.strictObject({ pair: z.tuple([Sku, Sku]), orders: count })) })
  .meta({ id: 'Pairs' });

export const sellerOpenApi = (): unknown =>
  document('Seller', 'Sums up what each product sold, as far as it heard of it.', {
    '/sales': { get: operation('readSales', 'What each product sold.', { 200: answer('All products.', Sales) }) },
  });

export const recommendationsOpenApi = (): unknown =>
  document('Recommendations', 'Knows what is bought together, as far as it heard of it.', {
    '/pairs': { get: operation('readPairs', 'What is bought together.', { 200: answer('All pairs.', Pairs) }) },
  });

export type Sales = z.infer<typeof Sales>;
export type Pairs = z.infer<typeof Pairs>;
