import { z } from 'zod';
import { Order } from './orders.ts';

/** What a caller is told who did not wait for the outcome: of the order what he needs to know it by, and nothing of the customer. */
export const OrderAnswer = Order.omit({ customer: true, items: true, createdAt: true }).meta({ id: 'OrderAnswer' });
export type OrderAnswer = z.infer<typeof OrderAnswer>;

export function answerOfOrder({
  orderId,
  status,
  reason,
  totalMinor,
  currency,
  updatedAt,
  version,
}: Order): OrderAnswer {
  return {
    orderId,
    status,
    ...(reason !== undefined && { reason }),
    ...(totalMinor !== undefined && { totalMinor }),
    ...(currency !== undefined && { currency }),
    updatedAt,
    version,
  };
}

const MOST_URL_CHARACTERS = 1024;

/** Header `Callback-Url`: where the outcome is sent to. Without a name, a password or a fragment in it. */
export const CallbackUrl = z
  .url({ protocol: /^https?$/ })
  .max(MOST_URL_CHARACTERS)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'expected a URL without user, password and fragment');
