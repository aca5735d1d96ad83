import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../../../common/store/catalogue.ts';
import type { Lab } from '../../../lab/lab.ts';
import { startOrderLoad } from '../../trial/order-load.ts';
import type { CeilingContext, Measure } from '../ceiling-context.ts';
import { appliedSince, until } from '../ours/applied.ts';
import { withServices } from '../ours/with-services.ts';

const RATE = 200;
const LONGEST_S = 90;

/**
 * Row 11, once per run: two members of the inventory group share the partitions. One leaves in order, which shows what a
 * rebalance takes; it comes back, and is killed.
 */
export const measureFailover: Measure = async (context) => {
  const { session, block, modes } = context;
  const mode = modes.find(({ broker }) => broker?.memberTimeoutMs);
  if (!mode) return [];
  const namespace = `${session.id}-f${block}.`;
  const folder = `ceiling-failover-${block}`;
  const other = `${folder}-other`;
  try {
    return await withServices(context, { mode, folder, namespace, roles: ['orders', 'inventory'] }, (first) =>
      withServices(context, { mode, folder: other, namespace, roles: ['inventory'] }, async (second) => {
        const load = loadOn(context, first);
        try {
          await load.flowing;
          const rebalanceMs = await afterLeaving(first, second);
          await first.running.start('inventory');
          const ours = await afterKilling(first, second);
          const timeoutMs = mode.broker?.memberTimeoutMs?.(first.running.settings) ?? 0;
          const limiter = [
            `waiting, and no work: ${timeoutMs} ms of session timeout, and ${ours - timeoutMs} ms until the other member, which learns of the rebalance at its next heartbeat, had joined, fetched and committed; after a member that left in order that was ${rebalanceMs} ms`,
          ];
          return [{ id: 'failover', mode: mode.name, block, raw: timeoutMs + rebalanceMs, ours, limiter }];
        } finally {
          load.run.stop();
          await load.run.done.catch(() => {});
          await second.stop();
          await first.stop();
          await first.operator.remove();
        }
      }),
    );
  } finally {
    for (const each of [folder, other]) rmSync(join(session.folder, each), { recursive: true, force: true });
  }
};

/** From the last message the member applied itself to the first that the other one applied in its place. */
async function afterLeaving(leaving: Lab, staying: Lab): Promise<number> {
  const orphaned = await shared(leaving, staying);
  const sinceMs = Date.now();
  await leaving.running.stop('inventory');
  const lastMs = (await appliedSince(leaving.running.dataFolder, sinceMs)).at(-1)?.atMs ?? sinceMs;
  return (await takenOver(staying, orphaned, lastMs)) - lastMs;
}

async function afterKilling(dying: Lab, staying: Lab): Promise<number> {
  const orphaned = await shared(dying, staying);
  const killedMs = Date.now();
  await dying.service('inventory').kill();
  return (await takenOver(staying, orphaned, killedMs)) - killedMs;
}

/** Both work, on different partitions; resolves with those of the first. */
function shared(first: Lab, second: Lab): Promise<ReadonlySet<string>> {
  const LATELY_MS = 500;
  return until('two members at work', async () => {
    const sinceMs = Date.now() - LATELY_MS;
    const partitionsOf = async ({ running }: Lab) =>
      new Set((await appliedSince(running.dataFolder, sinceMs)).map(({ partition }) => partition));
    const [own, others] = [await partitionsOf(first), await partitionsOf(second)];
    return own.size > 0 && others.size > 0 && ![...own].some((one) => others.has(one)) ? own : undefined;
  });
}

/** When this member first applied a message of a partition that was not its own. */
const takenOver = ({ running }: Lab, orphaned: ReadonlySet<string>, sinceMs: number): Promise<number> =>
  until('an orphaned partition is taken over', async () => {
    return (await appliedSince(running.dataFolder, sinceMs)).find(({ partition }) => orphaned.has(partition))?.atMs;
  });

const loadOn = ({ session, block }: CeilingContext, lab: Lab) =>
  startOrderLoad(session, lab, {
    trial: 'failover',
    prefix: `ceiling-${block}-failover`,
    phases: [{ name: 'load', ratePerSecond: RATE, seconds: LONGEST_S, measured: true }],
    seed: block,
    catalogue: catalogue.map((product) => ({ ...product, available: 0, reserved: 0 })),
  });
