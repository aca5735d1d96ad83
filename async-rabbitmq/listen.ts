import { eventSchemaOf, type LabEvent } from '../common/contracts/payments.ts';
import type { ListenerMedium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Listener, listeners } from '../common/workflow/listeners.ts';
import { asyncApiOf, type Consumer, topologyOf } from './topology.ts';
import { createTransport } from './transport.ts';

/**
 * One more queue, bound to the exchange: whatever is published from now on is copied to it. What was published before is
 * gone from the broker, and comes only if somebody publishes the outboxes again.
 *
 *   order-events ──▶ the queues that were planned for
 *         └────────▶ a new queue, from now on
 */
export function listen(context: ServiceContext, listener: Listener): ListenerMedium {
  const planned = topologyOf(context.settings);
  const { service, hears } = listeners[listener];
  const events = hears(planned.shape);
  const queue = context.settings.LAB_NAMESPACE + service + context.settings.LAB_LISTENER;
  const own: Consumer<LabEvent> = { queue, events, accepts: eventSchemaOf(events) };
  const topology = { ...planned, consumers: [...planned.consumers, own] };
  const transport = createTransport(context, topology);
  return {
    shape: planned.shape,
    consumes: (handle) => transport.consume(own, handle),
    transport,
    asyncapi: asyncApiOf(topology),
  };
}
