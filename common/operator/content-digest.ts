import { createHash } from 'node:crypto';
import { type MinuteTally, type ProductTally, summarise } from '../workflow/order-tally.ts';

/** What a folded state says, without when: equal for two runs of the same orders. The rows may come in any order. */
export function contentDigestOf(minutes: readonly MinuteTally[], products: readonly ProductTally[]): string {
  return digestOf([summarise(minutes), [...products].sort((a, b) => (a.sku < b.sku ? -1 : 1))]);
}

/** SHA-256 of canonical JSON: rows in their order, members in the order of the contract. */
export const digestOf = (state: unknown) => createHash('sha256').update(JSON.stringify(state)).digest('hex');
