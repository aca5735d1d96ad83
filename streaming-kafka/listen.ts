import type { ListenerMedium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { type Listener, listeners } from '../common/workflow/listeners.ts';
import { asyncApiOf, readerOf, topologyOf } from './topology.ts';
import { createTransport } from './transport.ts';

/**
 * One more consumer group: it reads its topics from the first record that is still there, and nobody else is the worse for it.
 *
 *   orders, inventory ──▶ the groups that were planned for
 *            └──────────▶ a new group, from offset 0
 */
export function listen(context: ServiceContext, listener: Listener): ListenerMedium {
  const planned = topologyOf(context.settings);
  const { service, hears } = listeners[listener];
  const group = context.settings.LAB_NAMESPACE + service + context.settings.LAB_LISTENER;
  const own = readerOf(planned, group, hears(planned.shape));
  const topology = { ...planned, consumers: [...planned.consumers, own] };
  const transport = createTransport(context, topology);
  return {
    shape: planned.shape,
    consumes: (handle) => transport.consume(own, handle),
    transport,
    asyncapi: asyncApiOf(topology),
  };
}
