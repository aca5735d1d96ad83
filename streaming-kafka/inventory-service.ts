import { inventoryOpenApi } from '../common/contracts/openapi.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { createOutbox, outboxSchema } from '../common/messaging/outbox.ts';
import { relayHooks } from '../common/messaging/relay-hooks.ts';
import { eventService } from '../common/service/event-service.ts';
import { inventoryApi } from '../common/service/inventory-api.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { stockShelf } from '../common/store/stock-shelf.ts';
import { seedCatalogue, stockSchema } from '../common/store/stock-store.ts';
import { reserveStock } from '../common/workflow/reserve-stock.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

await runService('inventory-service', async (context) => {
  const { settings, metrics } = context;
  const without = settings.LAB_WITHOUT;
  const store = await openStore(settings, 'inventory', stockSchema + inboxSchema + outboxSchema);
  await seedCatalogue(store, settings.LAB_STOCK);
  const inbox = createInbox(without, () => metrics.duplicates.inc());
  const outbox = createOutbox(store, 'inventory-service', without);
  const transport = createTransport(context);

  inventoryApi(context.api, store);

  transport.consume(transport.topology.inventory, async (batch) => {
    await store.transact(async (tx) => {
      const fresh = (await inbox.unseen(tx, batch)).map(({ event }) => event);
      const shelf = await stockShelf(
        tx,
        fresh.map(({ data }) => data),
      );
      const outcomes = fresh.map((event) => {
        const { movements, outcome } = reserveStock(event.data, shelf.stock);
        shelf.reserve(event.subject, movements);
        return { ...outcome, causedBy: event };
      });
      await shelf.putBack();
      await outbox.add(tx, outcomes);
    });
  });
  await outbox.start(transport.publish, relayHooks(context));

  const asyncapi = asyncApiOf(transport.topology);
  return eventService({ openapi: inventoryOpenApi('async'), asyncapi, store, outbox, transport });
});
