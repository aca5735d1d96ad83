import type { Order } from '../../../common/contracts/orders.ts';
import type { Mode } from '../../../common/mode.ts';
import { none } from '../../faults/none.ts';
import { readProducts } from '../../lab/final-reads.ts';
import { allOrNone, pairsOf, salesOf, startLateListener } from '../../lab/late-listener.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { until } from '../../lab/until.ts';
import { nowUs } from '../../record/recorder.ts';
import { drive } from '../trial/capacity-load.ts';
import { plainOptions, trialSettings, withTrialLab } from '../trial/trial-lab.ts';
import { pairsIn, salesIn } from './late-truth.ts';

/** How long whoever started late may take until it knows what it can know. */
const DEADLINE_MS = 120_000;
const LIVE = { ratePerSecond: 20, seconds: 3 };
export interface CatchUp {
  mode: string;
  /** Stored when the listeners started, and placed while they listened. */
  before: number;
  after: number;
  /** Confirmed orders that the seller must hear of to know all. */
  confirmed: number;
  /** Until both answered that they were ready, and until both knew all that was before them; null: the medium does not tell them. */
  readyMs: number;
  caughtUpMs: number | null;
  /** Confirmed orders that the seller heard of, and since when; whether both knew exactly that, by the orders themselves. */
  heard: number;
  since: string | null;
  exact: boolean;
  /** After the outboxes were published once more; null: that is not needed, or cannot be done. */
  again: { tookMs: number; heard: number; exact: boolean } | null;
}

/** Orders first, then two listeners that nobody planned for, then more orders: what do they know? */
export function measureCatchUp(
  session: Session,
  { mode, orders, ratePerSecond, number }: { mode: Mode; orders: number; ratePerSecond: number; number: number },
): Promise<CatchUp> {
  const plan = { mode, id: `${mode.name}-late`, number, fault: none, seed: 1, without: [], sameRoles: true };
  return withTrialLab(session, plan, plainOptions, async (lab, broker) => {
    const catalogue = await readProducts(lab);
    const stage = { lab, broker, catalogue, startUs: nowUs(), series: [], sloMs: null };
    const place = async (name: string, load: { ratePerSecond: number; seconds: number }) => {
      await drive(session, { ...plan, id: `${plan.id}-${name}` }, stage, name, [{ name, ...load, measured: true }]);
      return getAll<Order>(`${lab.urls['orders']}/orders`, 'orders', 'cursor');
    };
    const before = await place('before', { ratePerSecond, seconds: Math.ceil(orders / ratePerSecond) });

    const began = performance.now();
    const settings = { ...trialSettings(plainOptions), ...ownBrokerSettings(mode, broker) };
    const starting = { guard: session.guard, say: session.say, settings };
    const [seller, recommendations] = await allOrNone([
      startLateListener(lab, 'seller', starting),
      startLateListener(lab, 'recommendations', starting),
    ]);
    const readyMs = performance.now() - began;
    const sales = () => salesOf(seller);
    const pairs = () => pairsOf(recommendations);
    const know = (all: readonly Order[]) =>
      until(
        `late listeners of ${mode.name} know ${all.length} orders`,
        async () => (await sales()).orders >= confirmedIn(all) && (await pairs()).orders >= all.length,
        DEADLINE_MS,
      ).catch(() => {}); // what they know instead is told
    const isExact = async (all: readonly Order[]) => {
      const [sold, together] = [await sales(), await pairs()];
      const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
      return same(sold.products, salesIn(all)) && same(together.pairs, pairsIn(all));
    };
    try {
      const { hearsOfThePast } = mode.late;
      if (hearsOfThePast) await know(before);
      const caughtUpMs = hearsOfThePast ? performance.now() - began : null;
      const all = await place('after', LIVE);
      const known = new Set(before.map(({ orderId }) => orderId));
      const told = hearsOfThePast ? all : all.filter(({ orderId }) => !known.has(orderId));
      await know(told);
      const { orders: heard, since } = await sales();
      const exact = await isExact(told);
      const republish = hearsOfThePast ? undefined : lab.operator.republish;
      const again = republish && (await measureAgain(republish, () => know(all)));
      return {
        mode: mode.name,
        before: before.length,
        after: all.length - before.length,
        confirmed: confirmedIn(all),
        readyMs,
        caughtUpMs,
        heard,
        since,
        exact,
        again: again ? { tookMs: again, heard: (await sales()).orders, exact: await isExact(all) } : null,
      };
    } finally {
      await seller.dismiss();
      await recommendations.dismiss();
    }
  });
}

async function measureAgain(republish: () => Promise<number>, known: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await republish();
  await known();
  return performance.now() - began;
}

export const confirmedIn = (orders: readonly Order[]): number =>
  orders.filter(({ status }) => status === 'confirmed').length;
