import type { DomainEvent } from '../contracts/events.ts';
import { type Sales, sellerOpenApi } from '../contracts/listeners.ts';
import { ok } from '../http/http.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { addToHeard, heardSchema, readHeard } from '../store/heard-store.ts';
import { openStore } from '../store/open-store.ts';
import { salesOf } from '../workflow/sales.ts';
import { eventService, type Medium } from './event-service.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS sales (
    sku TEXT PRIMARY KEY, orders BIGINT NOT NULL, pieces BIGINT NOT NULL, revenue_minor BIGINT NOT NULL
  );`;

/** InventoryReserved ─▶ what each product sold. Whatever it hears of twice counts once. */
export async function sellerService(context: ServiceContext, medium: Medium<DomainEvent>): Promise<ServiceParts> {
  const store = await openStore(context.settings, context.name, schema + heardSchema + inboxSchema);
  context.api.get('/sales', async () => {
    const products = await store.reader.all<Sales['products'][number]>(
      'SELECT sku, orders, pieces, revenue_minor AS "revenueMinor" FROM sales ORDER BY sku',
    );
    return ok({ ...(await readHeard(store.reader)), products } satisfies Sales);
  });
  return eventService(context, medium, {
    openapi: sellerOpenApi(),
    store,
    async handle(tx, messages) {
      const sold = messages.map(({ event }) => event).filter(({ type }) => type === 'InventoryReserved');
      for (const { sku, orders, pieces, revenueMinor } of salesOf(sold)) {
        await tx.run(
          `INSERT INTO sales (sku, orders, pieces, revenue_minor) VALUES (?, ?, ?, ?)
           ON CONFLICT (sku) DO UPDATE SET orders = sales.orders + excluded.orders,
             pieces = sales.pieces + excluded.pieces, revenue_minor = sales.revenue_minor + excluded.revenue_minor`,
          sku,
          orders,
          pieces,
          revenueMinor,
        );
      }
      await addToHeard(tx, sold);
    },
  });
}
