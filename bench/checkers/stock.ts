import type { Product, StockMovement } from '../../common/contracts/products.ts';
import { defineChecker } from './define-checker.ts';
import type { Findings } from './findings.ts';
import { productsBySku } from './stored.ts';

/** One product while the ledger is read from its beginning. */
interface Account {
  available: number;
  reserved: number;
}

/**
 * The ledger adds up: no piece appears, vanishes or is sold twice. Every prefix of it is a state the shop was in, so
 * each is checked. Source: the bank checkers of Jepsen, with the ledger in place of balances read at one moment.
 */
export const stock = defineChecker(
  'stock',
  'available < 0 at a prefix of the ledger, initial + restocked ≠ available + reserved, or an unknown sku',
  ({ final, found }) => {
    const products = productsBySku(final.products);
    const accounts = new Map<string, Account>();
    let previousId = 0;
    for (const movement of final.movements) {
      const id = `movement ${movement.movementId}`;
      if (movement.movementId <= previousId) found.now(id, `stands after movement ${previousId}`);
      previousId = movement.movementId;
      if (!products.has(movement.sku)) found.now(id, `moves ${movement.sku}, which is not in the catalogue`);
      apply(movement, accounts, found, id);
    }
    for (const product of products.values()) compare(product, accounts.get(product.sku), found);
    for (const { sku } of final.catalogue)
      if (!products.has(sku)) found.now(sku, 'is in the catalogue and has no stock');
    return {
      looked: Math.min(final.movements.length, products.size),
      counted: { movements: final.movements.length, products: products.size },
      because: `${final.movements.length} movements add up to the stock of ${products.size} products, never below 0.`,
    };
  },
);

function apply(movement: StockMovement, accounts: Map<string, Account>, found: Findings, id: string): void {
  const { sku, kind, quantity, availableAfter, orderId } = movement;
  const related = orderId ?? sku;
  const account = accounts.get(sku);
  if (availableAfter < 0) found.now(id, `leaves ${availableAfter} of ${sku}`, related);
  if (!account) {
    if (kind !== 'set') found.now(id, `is a ${kind} of ${sku} before its stock was set`, related);
    else if (quantity !== availableAfter)
      found.now(id, `sets ${quantity} of ${sku} first and leaves ${availableAfter}`);
    accounts.set(sku, { available: availableAfter, reserved: kind === 'set' ? 0 : -quantity });
    return;
  }
  if (account.available + quantity !== availableAfter) {
    found.now(id, `leaves ${availableAfter} of ${sku} where ${account.available + quantity} were left`, related);
  }
  if (kind === 'reserve' && quantity >= 0) found.now(id, `reserves ${-quantity} of ${sku}`, related);
  if (kind === 'release' && quantity <= 0) found.now(id, `releases ${quantity} of ${sku}`, related);
  account.available = availableAfter;
  if (kind !== 'set') account.reserved -= quantity;
  if (account.reserved < 0) found.now(id, `releases more of ${sku} than was reserved`, related);
}

function compare({ sku, available, reserved }: Product, account: Account | undefined, found: Findings): void {
  if (!account) found.atRest(sku, 'has no movement that set its stock');
  else if (account.available !== available) {
    found.atRest(sku, `has ${available} available where the ledger leaves ${account.available}`);
  } else if (account.reserved !== reserved) {
    found.atRest(sku, `has ${reserved} reserved where the ledger holds ${account.reserved}`);
  }
}
