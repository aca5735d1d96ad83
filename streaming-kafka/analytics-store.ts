import { rename, writeFile } from 'node:fs/promises';
import type { Tally } from '../common/contracts/analytics.ts';
import type { LabEvent } from '../common/contracts/payments.ts';
import { contentDigestOf, digestOf } from '../common/operator/content-digest.ts';
import type { Tx } from '../common/store/store.ts';
import type { Shape } from '../common/workflow/message-table.ts';
import {
  type Arrivals,
  arrived,
  type MinuteTally,
  type ProductTally,
  summarise,
  sumOf,
  tallyOf,
} from '../common/workflow/order-tally.ts';

export const tallySchema = `
  CREATE TABLE IF NOT EXISTS minutes (
    minute TEXT PRIMARY KEY,
    orders INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    notified INTEGER NOT NULL,
    revenue_minor BIGINT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS product_totals (sku TEXT PRIMARY KEY, pieces BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS arrivals (id INTEGER PRIMARY KEY, newest_ms BIGINT NOT NULL, late BIGINT NOT NULL);`;

const TOP = 5;

type Reads = Pick<Tx, 'all'>;

/** Folds a batch of events that were not applied before. */
export async function addToTally(tx: Tx, events: readonly LabEvent[], shape: Shape): Promise<void> {
  const { minutes, products } = sumOf(events.map((event) => tallyOf(event, shape)));
  for (const { minute, orders, confirmed, rejected, notified, revenueMinor } of minutes) {
    await tx.run(
      `INSERT INTO minutes (minute, orders, confirmed, rejected, notified, revenue_minor) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (minute) DO UPDATE SET orders = minutes.orders + excluded.orders,
         confirmed = minutes.confirmed + excluded.confirmed, rejected = minutes.rejected + excluded.rejected,
         notified = minutes.notified + excluded.notified, revenue_minor = minutes.revenue_minor + excluded.revenue_minor`,
      minute,
      orders,
      confirmed,
      rejected,
      notified,
      revenueMinor,
    );
  }
  for (const { sku, pieces } of products) {
    await tx.run(
      `INSERT INTO product_totals (sku, pieces) VALUES (?, ?)
       ON CONFLICT (sku) DO UPDATE SET pieces = product_totals.pieces + excluded.pieces`,
      sku,
      pieces,
    );
  }
  await countLate(tx, events);
}

async function countLate(tx: Tx, events: readonly LabEvent[]): Promise<void> {
  const [seen] = await tx.all<{ newest_ms: number; late: number }>('SELECT newest_ms, late FROM arrivals WHERE id = 1');
  const nowMs = Date.now();
  let arrivals: Arrivals = { newestMs: seen?.newest_ms ?? 0, late: seen?.late ?? 0 };
  for (const event of events) arrivals = arrived(arrivals, event, nowMs);
  await tx.run(
    `INSERT INTO arrivals (id, newest_ms, late) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET newest_ms = excluded.newest_ms, late = excluded.late`,
    arrivals.newestMs,
    arrivals.late,
  );
}

export async function readTally(reads: Reads): Promise<Tally> {
  const minutes = await reads.all<MinuteTally>(
    `SELECT minute, orders, confirmed, rejected, notified, revenue_minor AS "revenueMinor" FROM minutes ORDER BY minute`,
  );
  const products = await reads.all<ProductTally>('SELECT sku, pieces FROM product_totals ORDER BY sku');
  const [arrivals] = await reads.all<{ late: number }>('SELECT late FROM arrivals WHERE id = 1');
  const totals = summarise(minutes);
  const top = [...products].sort((a, b) => b.pieces - a.pieces || (a.sku < b.sku ? -1 : 1));
  return {
    ...totals,
    topProducts: top.slice(0, TOP),
    lateEvents: arrivals?.late ?? 0,
    minutes,
    digest: digestOf([minutes, products]),
    contentDigest: contentDigestOf(minutes, products),
  };
}

/** Whoever reads the file sees the old state or the new one, never half of it. */
export async function writeTallyFile(reads: Reads, file: string): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, `${JSON.stringify(await readTally(reads), null, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
}
