import { inventoryService } from '../common/service/inventory-service.ts';
import { runService } from '../common/service/run-service.ts';
import { reserveStock } from '../common/workflow/reserve-stock.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

/** Consumes OrderPlaced, reserves every line or none, and sends InventoryReserved or InventoryFailed. */
await runService('inventory-service', async (context) => {
  const transport = createTransport(context);
  const { topology } = transport;
  return inventoryService(context, {
    consumes: (handle, atOnce) => transport.consume(topology.inventory, handle, atOnce),
    decides: reserveStock,
    transport,
    asyncapi: asyncApiOf(topology),
  });
});
