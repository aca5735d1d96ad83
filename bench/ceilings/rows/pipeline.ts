import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Notification } from '../../../common/contracts/notifications.ts';
import { catalogue } from '../../../common/service/catalogue.ts';
import { journeysOf } from '../../experiments/journey.ts';
import { startOrderLoad } from '../../experiments/order-load.ts';
import { untilQuiescent } from '../../experiments/quiescence.ts';
import { getAll, getJson } from '../../experiments/service-client.ts';
import type { FinalReads } from '../../history.ts';
import type { Lab } from '../../process/lab.ts';
import type { CeilingContext, Measure } from '../ceiling-context.ts';
import type { CeilingSample } from '../ceiling-sample.ts';
import { measureIn } from '../child.ts';
import { withServices } from '../ours/with-services.ts';
import { withEmptyPipeline } from './empty-pipeline.ts';

const RATE = 100;
const WARM_UP_S = 1;
const SECONDS = 3;
const QUIET_MS = 10_000;

type Completed = Pick<Notification, 'orderId' | 'kind' | 'recordedMonotonicNs'>;

/** Row 9: what an order takes at 100 orders/s, beside the same processes with nothing in them. */
export const measureCompletion: Measure = async (context) => {
  const samples: CeilingSample[] = [];
  for (const mode of context.turn) {
    const { session, block } = context;
    const raw = await withEmptyPipeline(context, mode, ({ orders, notifications }) =>
      completionP50(context, `raw-${mode.name}`, orders, async () => {
        const completions = await getJson<[string, number][]>(`${notifications}/completions`);
        return completions.map(([orderId, recordedMonotonicNs]): Completed => {
          return { orderId, kind: 'order-confirmed', recordedMonotonicNs };
        });
      }),
    );
    const folder = `ceiling-completion-${mode.name}-${block}`;
    const ours = await withServices(context, { mode, folder, namespace: `${session.id}-p${block}.` }, async (lab) => {
      const p50 = await completionP50(context, `ours-${mode.name}`, lab.urls['orders'] ?? '', async () => {
        await untilQuiescent(lab, QUIET_MS);
        return getAll<Completed>(`${lab.urls['notifications']}/notifications`, 'notifications', 'after');
      });
      await lab.stop();
      await lab.operator.remove();
      return p50;
    });
    rmSync(join(session.folder, folder), { recursive: true, force: true });
    samples.push({ id: 'completion', mode: mode.name, block, raw, ours });
  }
  return samples;
};

/** Milliseconds from the intended send to completion, the median of the measured orders. */
async function completionP50(
  { session, block }: CeilingContext,
  name: string,
  orders: string,
  completed: () => Promise<Completed[]>,
): Promise<number> {
  const load = startOrderLoad(session, { urls: { orders } } as unknown as Lab, {
    trial: name,
    prefix: `ceiling-${block}-${name}`,
    phases: [
      { name: 'warm-up', ratePerSecond: RATE, seconds: WARM_UP_S, measured: false },
      { name: 'measured', ratePerSecond: RATE, seconds: SECONDS, measured: true },
    ],
    seed: block,
    catalogue: catalogue.map((product) => ({ ...product, available: 0, reserved: 0 })),
  });
  const { phases } = await load.run.done;
  const fromUs = (phases.find(({ measured }) => measured)?.startNs ?? 0) / 1000;
  const journeys = journeysOf(load.operations(), { notifications: await completed() } as FinalReads);
  const took = journeys
    .filter(({ intended, outcome }) => intended >= fromUs && outcome === 'accepted')
    .map((journey) => (journey.completed === null ? Number.POSITIVE_INFINITY : journey.completed - journey.intended))
    .sort((a, b) => a - b);
  const median = took[Math.floor(took.length / 2)];
  if (median === undefined || !Number.isFinite(median)) throw new Error('fewer than half of the orders were completed');
  return median / 1000;
}

const WINDOW = 256;
const CONNECTIONS = 64;
const RAW_SECONDS = 15;
const SUSTAINED_SECONDS = 60;

/** Row 9, once per run: orders completed per second over a minute with 256 of them under way. */
export const measureSustained: Measure = async (context) => {
  const samples: CeilingSample[] = [];
  const { session, block } = context;
  const drive = (url: string, seconds: number, ends: object) => {
    const argument = { url, seconds, window: WINDOW, connections: CONNECTIONS, ends };
    const file = new URL('../raw/drive.ts', import.meta.url);
    return measureIn<{ perSecond: number }>(file, argument, session.guard);
  };
  for (const mode of context.modes) {
    const raw = await withEmptyPipeline(context, mode, ({ orders, notifications }) =>
      drive(orders, RAW_SECONDS, { url: notifications }),
    );
    const folder = `ceiling-sustained-${mode.name}`;
    const ours = await withServices(context, { mode, folder, namespace: `${session.id}-s${block}.` }, async (lab) => {
      const { dataFolder } = lab.running;
      const driven = await drive(lab.urls['orders'] ?? '', SUSTAINED_SECONDS, { folder: dataFolder });
      await lab.stop();
      await lab.operator.remove();
      return driven;
    });
    rmSync(join(session.folder, folder), { recursive: true, force: true });
    samples.push({ id: 'sustained', mode: mode.name, block, raw: raw.perSecond, ours: ours.perSecond });
  }
  return samples;
};
