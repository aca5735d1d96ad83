import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../../../../common/mode.ts';
import { type CeilingContext, type Measure, modeByMode } from '../ceiling-context.ts';
import { clientId } from '../ceiling-rows.ts';
import { prefillOutbox } from '../ours/prefilled-outbox.ts';
import { handledIn, publishedOf, rateBetween } from '../ours/progress.ts';
import { watchCores } from '../ours/watch-cores.ts';
import { withServices } from '../ours/with-services.ts';

const ORDERS = 6000;
const WARM_UP_SHARE = 0.25;

/** Row 10: how fast the inventory service catches up beside all others, and how fast it was alone in the same block. */
export const measureDrain: Measure = (context) =>
  modeByMode(context, 'drain', context.turn, async (mode) => {
    const consuming = clientId(mode.broker?.kind ?? '', 'consume');
    const alone = context.samples.find(({ id, mode: of }) => id === consuming && of === mode.name);
    if (!alone) return null;
    const { perSecond, cores } = await drained(context, mode);
    const profile = (alone.limiter ?? []).join(', ');
    const limiter = [cores, ...(profile === '' ? [] : [`inventory alone: ${profile}`])];
    return { raw: alone.ours, ours: perSecond, limiter };
  });

/** All services but inventory run, the orders wait for it in the queue or log, and then it comes back. */
async function drained(context: CeilingContext, mode: Mode): Promise<{ perSecond: number; cores: string }> {
  const { session, block } = context;
  const folder = `ceiling-drain-${mode.name}-${block}`;
  const dataFolder = join(session.folder, folder);
  const shared = { mode, folder, namespace: `${session.id}-d${block}.` };
  const others = mode.services.map(({ role }) => role).filter((role) => role !== 'inventory');
  await prefillOutbox(dataFolder, ORDERS);
  const published = publishedOf(dataFolder, ORDERS);
  const handled = handledIn(dataFolder);
  try {
    return await withServices(context, { ...shared, roles: others }, async (outage) => {
      await rateBetween(published.read, 0, ORDERS);
      const rate = rateBetween(handled.read, ORDERS * WARM_UP_SHARE, ORDERS);
      const drain = await withServices(context, { ...shared, roles: ['inventory'] }, async (inventory) => {
        const { mode: rest } = outage;
        const pids = rest.services.map(({ role }) => [role, outage.service(role).pid ?? 0]);
        const watched = await watchCores(context, inventory, Object.fromEntries(pids));
        const { perSecond } = await rate;
        return { perSecond, cores: watched.used() };
      });
      await outage.stop();
      await outage.operator.remove();
      return drain;
    });
  } finally {
    published.close();
    handled.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
