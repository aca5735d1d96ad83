import { createLimiter } from '../base/limiter.ts';
import { inventoryOpenApi } from '../contracts/openapi.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../messaging/outbox.ts';
import { openStore } from '../store/open-store.ts';
import { stockShelf } from '../store/stock-shelf.ts';
import { seedCatalogue, stockSchema, tombstoneSchema } from '../store/stock-store.ts';
import type { EventTo } from '../workflow/message-table.ts';
import type { reserveStock } from '../workflow/reserve-stock.ts';
import { eventService, heardBy, type Medium } from './event-service.ts';
import { withoutReleased } from './give-back.ts';
import { inventoryApi } from './inventory-api.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';
import { handsOnMessages, warehouseOf } from './warehouse.ts';

/**
 *   OrderPlaced ─▶ the warehouse asked, if there is one, with a hand of its own ─▶ decided, order by order ─▶ movements of stock ─▶ InventoryReserved or InventoryFailed
 *   ReleaseRequested or, where nobody drives, PaymentFailed ─▶ given back ─▶ StockReleased to who drives
 */
export async function inventoryService(
  context: ServiceContext,
  medium: Medium<EventTo<'inventory'>> & { decides: typeof reserveStock },
): Promise<ServiceParts> {
  const { settings, api } = context;
  const paid = settings.LAB_PAYMENT === 'off' ? '' : tombstoneSchema;
  const store = await openStore(settings, 'inventory', stockSchema + inboxSchema + outboxSchema + paid);
  await seedCatalogue(store, settings.LAB_STOCK);
  const outbox = createOutbox(store, 'inventory-service', settings.LAB_WITHOUT);
  const own = handsOnMessages(settings);
  const hands = createLimiter(own?.hands ?? Number.POSITIVE_INFINITY);
  const warehouse = warehouseOf(settings, hands.run);

  inventoryApi(api, store);

  return eventService(context, medium, {
    openapi: inventoryOpenApi('async'),
    store,
    outbox,
    hears: heardBy('inventory', settings),
    atOnce: own?.held ?? null,
    giveBack: hands.close,
    ...(warehouse && {
      async before({ type, data, traceparent }) {
        if (type === 'OrderPlaced') await warehouse.ask(data.orderId, traceparent);
      },
    }),
    async handle(tx, messages) {
      const placed = await withoutReleased(tx, outbox, settings, messages);
      const shelf = await stockShelf(
        tx,
        placed.map(({ event }) => event.data),
      );
      const outcomes = placed.map(({ event }) => {
        const decision = medium.decides(event.data, shelf.stock);
        shelf.reserve(event.subject, decision);
        return { ...decision.outcome, causedBy: event };
      });
      await shelf.putBack();
      await outbox.add(tx, outcomes);
    },
  });
}
