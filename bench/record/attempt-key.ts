import type { Order } from '../../common/contracts/orders.ts';

const DOMAIN = '@load.example';

/** The e-mail address of the customer of an attempt, so that a stored order can be traced to it. */
export const emailOf = (key: string): string => `${key}${DOMAIN}`;

/** The attempt an order belongs to: the local part of its customer's address. Null for an order of nobody we know. */
export function keyOf({ customer: { email } }: { customer: Pick<Order['customer'], 'email'> }): string | null {
  return email.endsWith(DOMAIN) ? email.slice(0, -DOMAIN.length) : null;
}
