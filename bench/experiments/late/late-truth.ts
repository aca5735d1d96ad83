import type { Pairs, Sales } from '../../../common/contracts/listeners.ts';
import type { Order } from '../../../common/contracts/orders.ts';
import { boughtTogether } from '../../../common/workflow/bought-together.ts';
import { eventsOfOrder } from '../../../common/workflow/derive-events.ts';
import { salesOf } from '../../../common/workflow/sales.ts';

/** What a seller must know who heard of all these orders. */
export const salesIn = (orders: readonly Order[]): Sales['products'] => salesOf(orders.flatMap(eventsOfOrder), 'off');

/** What must be known to be bought together. */
export function pairsIn(orders: readonly Order[]): Pairs['pairs'] {
  const together = boughtTogether();
  for (const event of orders.flatMap(eventsOfOrder)) together.add(event);
  return together.pairs();
}
