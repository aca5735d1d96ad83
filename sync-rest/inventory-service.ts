import { crashPoint } from '../common/base/crash-point.ts';
import { type InventoryOutcome, OrderPlaced } from '../common/contracts/events.ts';
import { inventoryOpenApi } from '../common/contracts/openapi.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { ReleaseStock } from '../common/contracts/products.ts';
import { ok } from '../common/http/http.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { idsOfCall } from '../common/observe/ids-in.ts';
import { stampCommit } from '../common/observe/stamps.ts';
import { inventoryApi } from '../common/service/inventory-api.ts';
import { runService } from '../common/service/run-service.ts';
import { ordersAtOnce, warehouseOf } from '../common/service/warehouse.ts';
import { openStore } from '../common/store/open-store.ts';
import { stockShelf } from '../common/store/stock-shelf.ts';
import { releaseHeld, releaseSchema, seedCatalogue, stockSchema } from '../common/store/stock-store.ts';
import { calls } from '../common/workflow/message-table.ts';
import { reserveStock } from '../common/workflow/reserve-stock.ts';
import { answeringService } from './answering-service.ts';
import { answerCalls, createLine } from './transport/consume.ts';

/** What `/reserve` answers once the order was released: the tombstone of a reserve that came too late. */
interface Released {
  type: 'Released';
}

/** Answers POST /reserve: asks the warehouse, if there is one, and reserves every line or none; and POST /release: gives back what an order holds. */
await runService('inventory-service', async (context) => {
  const { settings, metrics, api } = context;
  const store = await openStore(settings, 'inventory', stockSchema + releaseSchema + inboxSchema);
  await seedCatalogue(store, settings.LAB_STOCK);
  const inbox = createInbox(settings.LAB_WITHOUT, () => metrics.duplicates.inc());
  const atOnce = ordersAtOnce(settings);
  const line = atOnce === null ? null : createLine(settings, atOnce, settings.LAB_WAREHOUSE_DEADLINE_MS);
  const warehouse = line && warehouseOf(settings, line);

  inventoryApi(api, store);

  answerCalls<OrderPlaced, InventoryOutcome | Released>(context, store, inbox, 'reserve', {
    accepts: OrderPlaced,
    orderIdIn: ({ orderId }) => orderId,
    ...(warehouse
      ? {
          before: ({ orderId }, arrivedMs, parent) =>
            warehouse.ask(orderId, parent, arrivedMs + settings.LAB_WAREHOUSE_DEADLINE_MS),
        }
      : { line }),
    async handle(tx, order) {
      const shelf = await stockShelf(tx, [order]);
      const decision = reserveStock(order, shelf.stock);
      shelf.reserve(order.orderId, decision);
      await shelf.putBack();
      stampCommit(tx, order.orderId, 'reserve');
      return decision.outcome;
    },
    reply(stored) {
      if (stored.type === 'Released') throw new ProblemError('already-released', 'This order was released before.');
      return stored;
    },
  });

  api.call(calls.release.path, ReleaseStock, async ({ orderId }) => {
    crashPoint(settings, 'before-release');
    const reserve = idsOfCall(orderId, 'reserve').messageId;
    await store.transact(async (tx) => {
      await inbox.once<InventoryOutcome | Released>(tx, reserve, async () => ({ type: 'Released' }));
      await releaseHeld(tx, orderId);
    });
    crashPoint(settings, 'after-release');
    return ok({ released: true });
  });

  return answeringService(context, { openapi: inventoryOpenApi('sync'), store });
});
