import type { DomainEvent } from '../common/contracts/events.ts';
import { eventSchemaOf } from '../common/contracts/payments.ts';
import type { Medium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Listener, listeners, refuseUnheard } from '../common/workflow/listeners.ts';
import { asyncApiOf, type Consumer, type Topology, topologyOf } from './topology.ts';
import { createTransport } from './transport.ts';

/**
 * One more consumer group: it reads its topics from the first record that is still there, and nobody else is the worse for it.
 *
 *   orders, inventory ──▶ the groups that were planned for
 *            └──────────▶ a new group, from offset 0
 */
export function listen(context: ServiceContext, listener: Listener): Medium<DomainEvent> {
  refuseUnheard(context.settings);
  const planned = topologyOf(context.settings);
  const own = listenerIn(
    planned,
    context.settings.LAB_NAMESPACE + listeners[listener].service + context.settings.LAB_LISTENER,
    listener,
  );
  const topology = { ...planned, consumers: [...planned.consumers, own] };
  const transport = createTransport(context, topology);
  return {
    consumes: (handle) => transport.consume(own, handle),
    transport,
    asyncapi: asyncApiOf(topology),
  };
}

function listenerIn({ topicOf }: Topology, group: string, listener: Listener): Consumer<DomainEvent> {
  const { hears } = listeners[listener];
  return { group, topics: [...new Set(hears.map((type) => topicOf[type]))], accepts: eventSchemaOf(hears) };
}
