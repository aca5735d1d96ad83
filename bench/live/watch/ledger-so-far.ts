import type { StockMovement } from '../../../common/contracts/products.ts';

interface Account {
  available: number;
  reserved: number;
}

/**
 * The ledger of the stock, where what was looked at is folded into two rows per product that come to the same: so that the
 * check sees every prefix once, and its work is that of what is new.
 */
export class LedgerSoFar {
  readonly #accounts = new Map<string, Account>();
  #lastId = 0;

  /** What the check of the stock looks at: what was folded, and what is new. */
  next(movements: readonly StockMovement[]): StockMovement[] {
    const rows = [...this.#folded(), ...movements];
    for (const { movementId, sku, kind, quantity, availableAfter } of movements) {
      const account = this.#accounts.get(sku) ?? { available: 0, reserved: 0 };
      account.available = availableAfter;
      if (kind !== 'set') account.reserved -= quantity;
      this.#accounts.set(sku, account);
      this.#lastId = movementId;
    }
    return rows;
  }

  /** Their numbers lie below that of the next real row. */
  #folded(): StockMovement[] {
    const rows: StockMovement[] = [];
    const recordedAt = new Date(0).toISOString();
    for (const [sku, { available, reserved }] of this.#accounts) {
      const whole = available + reserved;
      rows.push({ movementId: 0, sku, kind: 'set', quantity: whole, availableAfter: whole, recordedAt });
      if (reserved > 0)
        rows.push({ movementId: 0, sku, kind: 'reserve', quantity: -reserved, availableAfter: available, recordedAt });
    }
    rows.forEach((row, index) => {
      row.movementId = this.#lastId - 1 + (index + 1) / (rows.length + 1);
    });
    return rows;
  }
}
