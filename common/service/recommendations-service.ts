import { type Pairs, recommendationsOpenApi } from '../contracts/listeners.ts';
import { ok } from '../http/http.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { addToHeard, heardSchema, readHeard } from '../store/heard-store.ts';
import { openStore } from '../store/open-store.ts';
import { boughtTogether } from '../workflow/bought-together.ts';
import { listeners } from '../workflow/listeners.ts';
import { eventService, type ListenerMedium } from './event-service.ts';
import type { ServiceContext, ServiceParts } from './run-service.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS pairs (
    first TEXT NOT NULL, second TEXT NOT NULL, orders BIGINT NOT NULL, PRIMARY KEY (first, second)
  );`;

/** OrderPlaced ─▶ what is bought together. Whatever it hears of twice counts once. */
export async function recommendationsService(context: ServiceContext, medium: ListenerMedium): Promise<ServiceParts> {
  const store = await openStore(context.settings, context.name, schema + heardSchema + inboxSchema);
  context.api.get('/pairs', async () => {
    const rows = await store.reader.all<{ first: string; second: string; orders: number }>(
      'SELECT first, second, orders FROM pairs ORDER BY orders DESC, first, second',
    );
    const pairs = rows.map(({ first, second, orders }) => ({ pair: [first, second] as [string, string], orders }));
    return ok({ ...(await readHeard(store.reader)), pairs } satisfies Pairs);
  });
  return eventService(context, medium, {
    openapi: recommendationsOpenApi(),
    store,
    hears: new Set<string>(listeners.recommendations.hears()),
    async handle(tx, messages) {
      const placed = messages.map(({ event }) => event);
      const together = boughtTogether();
      for (const event of placed) together.add(event);
      for (const { pair, orders } of together.pairs()) {
        await tx.run(
          `INSERT INTO pairs (first, second, orders) VALUES (?, ?, ?)
           ON CONFLICT (first, second) DO UPDATE SET orders = pairs.orders + excluded.orders`,
          ...pair,
          orders,
        );
      }
      await addToHeard(tx, placed);
    },
  });
}
