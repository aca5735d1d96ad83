import type { LabEvent } from '../contracts/payments.ts';

/** How often two products stood in one order. `pair` is both skus, the alphabetically first one first. */
export interface Pair {
  pair: [string, string];
  orders: number;
}

/** A fold over placed orders: what is bought together. Every order counts once, however often it is told. */
export function boughtTogether() {
  const seen = new Set<string>();
  const orders = new Map<string, Pair>();
  return {
    add(event: LabEvent): void {
      if (event.type !== 'OrderPlaced' || seen.has(event.id)) return;
      seen.add(event.id);
      const skus = [...new Set(event.data.items.map(({ sku }) => sku))].sort();
      for (const [index, first] of skus.entries()) {
        for (const second of skus.slice(index + 1)) {
          const name = `${first} ${second}`;
          const known = orders.get(name);
          if (known) known.orders++;
          else orders.set(name, { pair: [first, second], orders: 1 });
        }
      }
    },
    /** Most frequent first, then by name: the same orders give the same list. */
    pairs: (): Pair[] =>
      [...orders.values()].sort((a, b) => b.orders - a.orders || (a.pair.join(' ') < b.pair.join(' ') ? -1 : 1)),
  };
}
