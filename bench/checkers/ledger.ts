import type { MoneyMoved } from '../record/history.ts';
import type { NotLooked } from './define-checker.ts';
import { remember } from './remember.ts';

/** What moved for one order, in minor units. */
export interface Sums {
  captures: number;
  captured: number;
  refunds: number;
  refunded: number;
  currency: string;
}

/** The provider's ledger, order by order. */
export const sumsOf = remember((entries: MoneyMoved[]): Map<string, Sums> => {
  const sums = new Map<string, Sums>();
  for (const { orderId, kind, amountMinor, currency } of entries) {
    const sum = sums.get(orderId) ?? { captures: 0, captured: 0, refunds: 0, refunded: 0, currency };
    if (kind === 'capture') {
      sum.captures++;
      sum.captured += amountMinor;
    } else {
      sum.refunds++;
      sum.refunded += amountMinor;
    }
    sums.set(orderId, sum);
  }
  return sums;
});

export const notPaid: NotLooked = { outcome: 'not-applicable', because: 'Orders are not paid in this trial.' };
