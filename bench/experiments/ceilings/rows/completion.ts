import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Mode } from '../../../../common/mode.ts';
import { catalogue } from '../../../../common/store/catalogue.ts';
import { acting } from '../../../../common/workflow/message-table.ts';
import { untilQuiescent } from '../../../lab/quiescence.ts';
import { getAll, getJson } from '../../../lab/service-client.ts';
import { generatorHealth } from '../../../load/generator-health.ts';
import type { Phase } from '../../../load/load-options.ts';
import { doubtWords, generatorDoubts } from '../../../measure/generator-doubts.ts';
import { storyOf } from '../../story/story.ts';
import { type Journey, journeysOf, type Told } from '../../trial/journey.ts';
import { startOrderLoad } from '../../trial/order-load.ts';
import { type CeilingContext, measureLine } from '../ceiling-context.ts';
import { missesTarget } from '../ceiling-rows.ts';
import { type CeilingSample, OrdersNotKept } from '../ceiling-sample.ts';
import { withServices } from '../ours/with-services.ts';
import { serviceProfile } from '../profile/service-profile.ts';
import { withRawPipeline } from './raw-pipeline.ts';

const RATE = 100;
/** Both sides by as many orders, more than 1500: by fewer, what has run hotter would be the quicker one. */
const WARM_UP = { ratePerSecond: 320, seconds: 5 };
const SECONDS = 6;
const QUIET_MS = 10_000;
/** Of a log there may be a reader who does not run here, and whose backlog stays. */
const STILL_MS = 500;
const SETTLE_MS = 300;

export const completionPhases: Phase[] = [
  { name: 'warm-up', ...WARM_UP, measured: false },
  { name: 'measured', ratePerSecond: RATE, seconds: SECONDS, measured: true },
];

/** Row 14: what an order takes at 100 orders/s. */
export async function measureCompletion(context: CeilingContext, mode: Mode): Promise<CeilingSample[]> {
  return measureLine(context, 'completion', mode, {
    raw: async () => completionP50(await rawOf(context, mode, 'smallest')),
    ours: async () => completionP50((await oursOf(context, mode)).journeys),
    empty: async () => completionP50(await rawOf(context, mode, 'empty')),
    limiter: async (share) =>
      context.profile && missesTarget('completion', [share]) ? whereTimeGoes(context, mode) : [],
  });
}

const rawOf = (context: CeilingContext, mode: Mode, side: 'smallest' | 'empty') =>
  withRawPipeline(context, mode, side, ({ orders, notifications }) =>
    ordersThrough(
      context,
      `${side}-${mode.name}`,
      orders,
      () => completionsOf(notifications),
      (what) => new Error(`the ${side} program: ${what}`),
    ),
  );

/** By HTTP an order is answered when it is completed; over a broker the last ones may still be on their way. */
async function completionsOf(notifications: string): Promise<Told[]> {
  const read = () => getJson<[string, number][]>(`${notifications}/completions`);
  let completions = await read();
  for (;;) {
    await setTimeout(SETTLE_MS);
    const later = await read();
    if (later.length === completions.length) break;
    completions = later;
  }
  return completions.map(([orderId, recordedMonotonicNs]) => ({
    orderId,
    kind: 'order-confirmed',
    recordedMonotonicNs,
  }));
}

async function oursOf(context: CeilingContext, mode: Mode, env: Record<string, string> = {}) {
  const { session, block } = context;
  const suffix = 'NODE_OPTIONS' in env ? 'p' : '';
  const folder = `ceiling-completion-${mode.name}-${block}${suffix}`;
  const wanted = { mode, roles: [...acting], folder, namespace: `${session.id}-p${block}${suffix}.`, env };
  try {
    return await withServices(context, wanted, async (lab) => {
      const pids = acting.map((role) => ({ role, pid: lab.service(role).pid ?? 0 }));
      const name = `ours${suffix}-${mode.name}`;
      const completed = async () => {
        await untilQuiescent(lab, QUIET_MS, STILL_MS);
        return getAll<Told>(`${lab.urls['notifications']}/notifications`, 'notifications', 'after');
      };
      const notKept = (what: string) => new OrdersNotKept(what);
      const journeys = await ordersThrough(context, name, lab.urls['orders'] ?? '', completed, notKept);
      const story = 'LAB_STAMPS' in env ? await storyOf(lab.running.dataFolder, journeys) : null;
      await lab.stop();
      await lab.operator.remove();
      return { journeys, story, pids };
    });
  } finally {
    rmSync(join(session.folder, folder), { recursive: true, force: true });
  }
}

/** The same once more with stamps and under a CPU profiler, which slow it: no part of the figures. */
async function whereTimeGoes(context: CeilingContext, mode: Mode): Promise<string[]> {
  const profile = serviceProfile(context.session.folder);
  try {
    const { journeys, story, pids } = await oursOf(context, mode, { ...profile.env, LAB_STAMPS: '1' });
    const from = Math.min(...journeys.map(({ intended }) => intended));
    const stages = story?.stages.map(({ what, from: at, to }) => `${what} ${ms((to - at) / 1000)}`) ?? [];
    return [
      ...(story ? [`a typical order, profiled, ${ms(story.completed / 1000)}: ${stages.join(', ')}`] : []),
      ...pids.map(({ role, pid }) => `${role}: ${profile.of(pid, { fromUs: from }).join(', ')}`),
    ];
  } finally {
    profile.remove();
  }
}

/**
 * Poisson arrivals at the rate of this row; the accepted ones that were due after the warm-up. Throws what `notKept`
 * makes of it when an accepted one was lost.
 */
async function ordersThrough(
  { session, block }: CeilingContext,
  name: string,
  orders: string,
  completed: () => Promise<Told[]>,
  notKept: (what: string) => Error,
): Promise<Journey[]> {
  const noServices = { urls: {}, instances: [] }; // asked at its own door, and read when all is over
  const load = startOrderLoad(session, noServices, {
    trial: name,
    door: { url: orders, headers: {} },
    prefix: `ceiling-${block}-${name}`,
    phases: completionPhases,
    seed: block,
    catalogue: catalogue.map((product) => ({ ...product, available: 0, reserved: 0 })),
  });
  const result = await load.run.done;
  const fromUs = (result.phases.find(({ measured }) => measured)?.startNs ?? 0) / 1000;
  const accepted = journeysOf(load.operations(), { notifications: await completed() }).filter(
    ({ outcome }) => outcome === 'accepted',
  );
  const lost = accepted.filter((journey) => journey.completed === null).length;
  if (lost > 0) throw notKept(`${lost} of ${accepted.length} accepted orders were not completed`);
  const journeys = accepted.filter(({ intended }) => intended >= fromUs);
  const doubts = generatorDoubts(generatorHealth(result, result.cpuShare, completionP50(journeys) * 1000));
  if (doubts.length > 0) throw new Error(`void, ${name}: ${doubtWords(doubts)}`);
  return journeys;
}

/** Milliseconds from the intended send to completion. */
function completionP50(journeys: readonly Journey[]): number {
  const median = medianMs(
    journeys.map(({ completed, intended }) => (completed ?? Number.POSITIVE_INFINITY) - intended),
  );
  if (!Number.isFinite(median)) throw new Error('fewer than half of the orders were completed');
  return median;
}

const medianMs = (us: number[]) => (us.sort((a, b) => a - b)[Math.floor(us.length / 2)] ?? Number.NaN) / 1000;

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
