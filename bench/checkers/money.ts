import type { Order } from '../../common/contracts/orders.ts';
import type { Product } from '../../common/contracts/products.ts';
import { keyOf } from '../record/attempt-key.ts';
import { defineChecker } from './define-checker.ts';
import { productsBySku } from './stored.ts';

/** A confirmed order costs what the catalogue says, in whole minor units of the catalogue's currency. */
export const money = defineChecker(
  'money',
  'a total is not Σ quantity × catalogue price, or is not an integer',
  ({ final, found }) => {
    const catalogue = productsBySku(final.catalogue);
    let confirmed = 0;
    for (const order of final.orders) {
      if (order.status === 'confirmed') confirmed++;
      else if (order.totalMinor === undefined) continue;
      const says = wrongPrice(order, catalogue);
      if (says) found.now(order.orderId, says, keyOf(order) ?? order.orderId);
    }
    return {
      looked: confirmed,
      counted: { confirmed, products: catalogue.size },
      because: `The totals of ${confirmed} confirmed orders follow from the catalogue's prices.`,
    };
  },
);

function wrongPrice({ items, totalMinor, currency }: Order, catalogue: Map<string, Product>): string | null {
  if (totalMinor === undefined) return 'is confirmed without a total';
  if (!Number.isSafeInteger(totalMinor)) return `costs ${totalMinor}, which is no integer`;
  let expected = 0;
  for (const { sku, quantity, unitPriceMinor } of items) {
    const product = catalogue.get(sku);
    if (!product) return `has a price for ${sku}, which is not in the catalogue`;
    if (unitPriceMinor !== product.unitPriceMinor) {
      return `pays ${unitPriceMinor} for ${sku}, which costs ${product.unitPriceMinor}`;
    }
    if (currency !== product.currency) return `is priced in ${currency}, ${sku} in ${product.currency}`;
    expected += quantity * product.unitPriceMinor;
  }
  return totalMinor === expected ? null : `costs ${totalMinor}, its lines ${expected}`;
}
