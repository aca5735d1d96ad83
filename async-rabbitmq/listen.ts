import type { DomainEvent } from '../common/contracts/events.ts';
import { eventSchemaOf } from '../common/contracts/payments.ts';
import type { Medium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Listener, listeners, refuseUnheard } from '../common/workflow/listeners.ts';
import { asyncApiOf, type Consumer, topologyOf } from './topology.ts';
import { createTransport } from './transport.ts';

/**
 * One more queue, bound to the exchange: whatever is published from now on is copied to it. What was published before is
 * gone from the broker, and comes only if somebody publishes the outboxes again.
 *
 *   order-events ──▶ the queues that were planned for
 *         └────────▶ a new queue, from now on
 */
export function listen(context: ServiceContext, listener: Listener): Medium<DomainEvent> {
  refuseUnheard(context.settings);
  const planned = topologyOf(context.settings);
  const { service, hears } = listeners[listener];
  const queue = context.settings.LAB_NAMESPACE + service + context.settings.LAB_LISTENER;
  const own: Consumer<DomainEvent> = { queue, events: hears, accepts: eventSchemaOf(hears) };
  const topology = { ...planned, consumers: [...planned.consumers, own] };
  const transport = createTransport(context, topology);
  return {
    consumes: (handle) => transport.consume(own, handle),
    transport,
    asyncapi: asyncApiOf(topology),
  };
}
