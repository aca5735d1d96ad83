import type { DomainEvent, OrderPlaced } from '../../../common/contracts/events.ts';
import { catalogue } from '../../../common/service/catalogue.ts';
import { newId } from '../../../common/service/new-id.ts';

/** Order n of a ceiling: 1 to 3 lines of products that exist, like those of the load generator. */
export function orderOf(n: number): OrderPlaced {
  const items = Array.from({ length: 1 + (n % 3) }, (_, line) => ({
    sku: catalogue[(n + line) % catalogue.length]?.sku ?? '',
    quantity: 1 + (n % 3),
  }));
  return { orderId: newId(), customer: { name: `Customer ${n}`, email: `ceiling-${n}@load.example` }, items };
}

/** Its event, as the order service would send it. */
export function eventOf(n: number): DomainEvent {
  const data = orderOf(n);
  return {
    specversion: '1.0',
    id: newId(),
    source: 'order-service',
    type: 'OrderPlaced',
    subject: data.orderId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: data.orderId,
    data,
  };
}

export const bodyOf = (n: number): Buffer => Buffer.from(JSON.stringify(eventOf(n)));
