import { setTimeout } from 'node:timers/promises';
import type { Shop } from '../../lab/shop.ts';

const CUSTOMERS = 8;
const PAUSE_MS = 20;

/**
 * Customers who order, wait for the answer and order again while `meanwhile` runs. What each of them was answered is in
 * the history of the shop; a failed request is part of it.
 */
export async function withCustomers(shop: Shop, skus: string[], meanwhile: () => Promise<void>): Promise<void> {
  let over = false;
  const customer = async (number: number) => {
    for (let at = number; !over; at += CUSTOMERS) {
      const sku = skus[at % skus.length] ?? '';
      await shop.place([{ sku, quantity: 1 }]).catch(() => {}); // recorded
      await setTimeout(PAUSE_MS);
    }
  };
  const customers = Array.from({ length: CUSTOMERS }, (_, number) => customer(number));
  try {
    await meanwhile();
  } finally {
    over = true;
    await Promise.all(customers);
  }
}
