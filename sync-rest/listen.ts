import type { Order } from '../common/contracts/orders.ts';
import type { LabEvent } from '../common/contracts/payments.ts';
import type { Handle } from '../common/messaging/deliver.ts';
import type { ListenerMedium } from '../common/service/event-service.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import { eventsOfOrder } from '../common/workflow/derive-events.ts';
import { type Listener, listeners } from '../common/workflow/listeners.ts';
import { keepPolling } from './transport/poll.ts';

/**
 * Nobody tells a newcomer anything: it asks the order service again and again, and derives from its rows what must have happened.
 *
 *   GET /orders, newest first, down to what it has seen ──▶ events of those rows ──▶ handled
 *   GET /orders/:id, of each that was pending ────────────▲
 *
 * What it has seen it knows by heart alone: started again, it reads everything once more, and its inbox absorbs it. So that one
 * is never purged: like the orders themselves, it only grows.
 */
export function listen(context: ServiceContext, listener: Listener): ListenerMedium {
  const shape = 'off'; // a row tells nothing of a payment, and is confirmed only once it is paid
  const types: readonly string[] = listeners[listener].hears(shape);
  let polling: ReturnType<typeof keepPolling> | null = null;

  async function told(orders: readonly Order[], handle: Handle<LabEvent>): Promise<void> {
    const events = orders.flatMap(eventsOfOrder).filter(({ type }) => types.includes(type));
    if (events.length > 0) await handle(events.map((event) => ({ event, position: '/orders' })));
    context.metrics.handled.inc(events.length);
  }

  return {
    shape,
    consumes(handle) {
      polling = keepPolling(context, (orders) => told(orders, handle));
    },
    transport: {
      publish: async () => [], // it tells nobody anything
      async ready() {
        const why = polling?.problem() ?? 'has not begun';
        if (why !== '') throw new Error(why);
      },
      stopConsuming: async () => polling?.stop(),
      close: async () => polling?.close(),
    },
    asyncapi: null,
    rereads: true,
  };
}
