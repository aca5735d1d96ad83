import type { Order } from '../../common/contracts/orders.ts';
import type { StockMovement } from '../../common/contracts/products.ts';

/** What is left of a product after a movement, and how many pieces those hold who give them back later. */
interface Level {
  at: number;
  available: number;
  held: number;
}

/**
 * Orders that met stock which others held and gave back later: those that reserved beside it, and those that were refused though
 * with it there would have been enough.
 */
export function sawLess(movements: readonly StockMovement[], orders: readonly Order[]) {
  const { levels, reserved } = levelsOf(movements);
  const moments = movements.map(({ recordedAt }) => recordedAt);
  const levelAt = (sku: string, at: number): Omit<Level, 'at'> => {
    const own = levels.get(sku) ?? [];
    return own[firstWhere(own.length, (index) => (own[index]?.at ?? 0) > at) - 1] ?? { available: 0, held: 0 };
  };

  /** By when it was refused nobody knows: whatever it may have met that was too little would have been enough with what came back. */
  function refusedMeanwhile({ reason, items, createdAt, updatedAt }: Order): boolean {
    if (reason !== 'out-of-stock') return false;
    const asked = new Map<string, number>();
    for (const { sku, quantity } of items) asked.set(sku, (asked.get(sku) ?? 0) + quantity);
    const first = Math.max(0, firstWhere(moments.length, (index) => (moments[index] ?? '') > createdAt) - 1);
    const end = firstWhere(moments.length, (index) => (moments[index] ?? '') > updatedAt);
    let met = false;
    for (let at = first; at < end; at++) {
      if (isWithin(movements, at) || (at > first && !asked.has(movements[at]?.sku ?? ''))) continue;
      const lacking = [...asked].filter(([sku, quantity]) => quantity > levelAt(sku, at).available);
      if (lacking.length === 0) continue;
      const enough = lacking.every(([sku, quantity]) => {
        const { available, held } = levelAt(sku, at);
        return quantity <= available + held;
      });
      if (!enough) return false;
      met = true;
    }
    return met;
  }
  return { reserved, refused: new Set(orders.filter(refusedMeanwhile).map(({ orderId }) => orderId)) };
}

/** The levels of each product along the ledger, and who reserved beside what came back. */
function levelsOf(movements: readonly StockMovement[]) {
  const returned = new Set(movements.flatMap(({ kind, orderId }) => (kind === 'release' && orderId ? [orderId] : [])));
  const levels = new Map<string, Level[]>();
  const holding = new Map<string, Map<string, number>>();
  const reserved = new Set<string>();
  for (const [at, { orderId, sku, kind, quantity, availableAfter }] of movements.entries()) {
    const holders = holding.get(sku) ?? new Map<string, number>();
    holding.set(sku, holders);
    if (orderId !== undefined && kind === 'release') holders.delete(orderId);
    if (orderId !== undefined && kind === 'reserve') {
      if (holders.size > Number(holders.has(orderId))) reserved.add(orderId);
      if (returned.has(orderId)) holders.set(orderId, (holders.get(orderId) ?? 0) - quantity);
    }
    const held = [...holders.values()].reduce((sum, pieces) => sum + pieces, 0);
    const own = levels.get(sku) ?? [];
    own.push({ at, available: availableAfter, held });
    levels.set(sku, own);
  }
  return { levels, reserved };
}

/** The lines of one order move together: between two of them nobody looks. */
function isWithin(movements: readonly StockMovement[], at: number): boolean {
  const [one, next] = [movements[at], movements[at + 1]];
  return one?.orderId !== undefined && one.orderId === next?.orderId && one.kind === next.kind;
}

/** The first index for which it is so, and from there on; `length`: for none. */
function firstWhere(length: number, is: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
