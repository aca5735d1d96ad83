import type { ForeignCase } from '../../../common/mode.ts';
import type { Lab } from '../../lab/lab.ts';
import { Shop } from '../../lab/shop.ts';
import { until } from '../../lab/until.ts';

/** What became of one case. */
interface ForeignRow {
  parked: number;
  /** ms until the orders placed after it were finished. */
  ordersMs: number;
}

export interface ForeignResult {
  rows: Record<string, ForeignRow>;
  /** Everything that must not happen, in words; empty: nothing did. */
  problems: string[];
}

/** Good orders beside each case must be finished within this time, and what is bad be set aside. */
const PATIENCE_MS = 10_000;
/** Thousands are then looked at one by one, several times. */
const PATIENCE_BACK_MS = 60_000;
const ORDERS = 5;

/**
 * Sends what strangers can send, case after case, beside good orders: those are finished in time, what must be set aside is,
 * each with a reason, nobody is restarted; and afterwards all of it goes back that can, once, and is set aside again.
 */
export async function sendForeign(lab: Lab): Promise<ForeignResult> {
  const cases = lab.operator.foreignCases?.() ?? [];
  const rows: Record<string, ForeignRow> = {};
  const problems: string[] = [];
  if (cases.length === 0) return { rows, problems };
  const shop = new Shop('foreign', lab.urls);
  const pids = lab.mode.services.map(({ role }) => lab.service(role).pid);
  const stock = await shop.product('TEA-ASSAM');
  await shop.setStock(stock.sku, stock.available + cases.length * ORDERS);
  for (const each of cases) {
    try {
      rows[each.name] = await sendOne(lab, shop, stock.sku, each);
    } catch (error) {
      problems.push(`${each.name}: ${(error as Error).message}`);
    }
  }
  try {
    await sendBack(lab);
  } catch (error) {
    problems.push(`delivered again: ${(error as Error).message}`);
  }
  for (const [index, { role, name }] of lab.mode.services.entries()) {
    if (lab.service(role).pid !== pids[index]) problems.push(`${name} died`);
  }
  return { rows, problems };
}

async function sendOne(lab: Lab, shop: Shop, sku: string, { send, parked }: ForeignCase): Promise<ForeignRow> {
  const before = (await lab.operator.parked()).length;
  const place = async () => (await shop.place([{ sku, quantity: 1 }])).json.orderId;
  const first = await place();
  await send();
  const sentAt = performance.now();
  const orders = [first, ...(await Promise.all(Array.from({ length: ORDERS - 1 }, place)))];
  await Promise.all(orders.map(shop.told.bind(shop)));
  const ordersMs = Math.round(performance.now() - sentAt);
  if (ordersMs > PATIENCE_MS) throw new Error(`orders beside it took ${ordersMs} ms`);
  const all = await until(
    `${parked} are set aside`,
    async () => {
      const now = await lab.operator.parked();
      return now.length - before >= parked && now;
    },
    PATIENCE_MS,
  );
  const without = all.filter(({ reason }) => reason.length === 0).length;
  if (without > 0) throw new Error(`${without} were set aside without a reason`);
  if (all.length - before !== parked) throw new Error(`${all.length - before} were set aside instead of ${parked}`);
  return { parked, ordersMs };
}

/** None of it became better: what went back comes again. */
async function sendBack({ operator }: Lab): Promise<void> {
  if (!operator.redrive) return;
  const before = await operator.parked();
  const staying = before.filter(({ stays }) => stays !== undefined).length;
  await operator.redrive();
  let now = 0;
  await until(
    'all of it is set aside again',
    async () => {
      now = (await operator.parked()).length;
      return now === before.length;
    },
    PATIENCE_BACK_MS,
  ).catch((error: unknown) => {
    throw new Error(`${now} of ${before.length} were set aside again`, { cause: error });
  });
  const still = (await operator.parked()).filter(({ stays }) => stays !== undefined).length;
  if (still !== staying) throw new Error(`${still} cannot go back, before it were ${staying}`);
}
