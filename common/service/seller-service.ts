import { type Sales, sellerOpenApi } from '../contracts/listeners.ts';
import { ok } from '../http/http.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { addToHeard, heardSchema, readHeard } from '../store/heard-store.ts';
import { openStore } from '../store/open-store.ts';
import { listeners } from '../workflow/listeners.ts';
import { salesOf } from '../workflow/sales.ts';
import { eventService, type ListenerMedium } from './event-service.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS sales (
    sku TEXT PRIMARY KEY, orders BIGINT NOT NULL, pieces BIGINT NOT NULL, revenue_minor BIGINT NOT NULL
  );`;

/** What confirms an order ─▶ what each product sold. Whatever it hears of twice counts once. */
export async function sellerService(context: ServiceContext, medium: ListenerMedium): Promise<ServiceParts> {
  const { shape } = medium;
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
    hears: new Set<string>(listeners.seller.hears(shape)),
    async handle(tx, messages) {
      const sold = messages.map(({ event }) => event);
      for (const { sku, orders, pieces, revenueMinor } of salesOf(sold, shape)) {
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
