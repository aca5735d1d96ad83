import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../../../../common/mode.ts';
import { acting } from '../../../../common/workflow/message-table.ts';
import { nowUs } from '../../../record/recorder.ts';
import { type CeilingContext, measureLine } from '../ceiling-context.ts';
import { missesTarget } from '../ceiling-rows.ts';
import { type CeilingSample, OrdersNotKept } from '../ceiling-sample.ts';
import { startChild } from '../child.ts';
import { watchCores } from '../ours/watch-cores.ts';
import { withServices } from '../ours/with-services.ts';
import { serviceProfile } from '../profile/service-profile.ts';
import type { Driven } from '../raw/drive.ts';
import { withRawPipeline } from './raw-pipeline.ts';

const WINDOW = 256;
const SECONDS = 6;
const PROFILED_SECONDS = 5;

/**
 * Row 13: orders completed per second with 256 of them under way, every side for as long, from fresh stores. Every accepted order
 * is looked for afterwards; with one lost or completed twice there is no figure.
 */
export async function measureSustained(context: CeilingContext, mode: Mode): Promise<CeilingSample[]> {
  let cores = '';
  return measureLine(context, 'sustained', mode, {
    raw: () => rawOf(context, mode, 'smallest'),
    async ours() {
      const { driven, ...found } = await oursOf(context, mode, SECONDS);
      cores = found.cores;
      return driven.perSecond;
    },
    ...(context.turn.includes(mode) && { empty: () => rawOf(context, mode, 'empty') }),
    async limiter(share) {
      if (!missesTarget('sustained', [share])) return [];
      return [cores, ...(context.profile ? await profileOf(context, mode) : [])];
    },
  });
}

const rawOf = (context: CeilingContext, mode: Mode, side: 'smallest' | 'empty'): Promise<number> =>
  withRawPipeline(context, mode, side, async ({ orders, notifications, folder }) => {
    const ends = side === 'empty' ? { url: notifications } : { folder };
    await using driver = driverOf(context, orders, SECONDS, ends);
    return whole(await driver.told<Driven>(), (what) => new Error(`the ${side} program: ${what}`)).perSecond;
  });

async function oursOf(context: CeilingContext, mode: Mode, seconds: number, env: Record<string, string> = {}) {
  const { session, block } = context;
  const suffix = 'NODE_OPTIONS' in env ? 'p' : '';
  const folder = `ceiling-sustained-${mode.name}-${block}${suffix}`;
  const wanted = { mode, roles: [...acting], folder, namespace: `${session.id}-s${block}${suffix}.`, env };
  try {
    return await withServices(context, wanted, async (lab) => {
      const pids = acting.map((role) => ({ role, pid: lab.service(role).pid ?? 0 }));
      await using driver = driverOf(context, lab.urls['orders'] ?? '', seconds, { folder: lab.running.dataFolder });
      const watched = await watchCores(context, lab, { 'load generator': driver.pid });
      const fromUs = nowUs() + 1e6; // the first second says nothing
      const driven = whole(await driver.told<Driven>(), (what) => new OrdersNotKept(what));
      const cores = watched.used();
      const toUs = nowUs();
      await lab.stop();
      await lab.operator.remove();
      return { driven, cores, pids, fromUs, toUs };
    });
  } finally {
    rmSync(join(session.folder, folder), { recursive: true, force: true });
  }
}

const driverOf = ({ session }: CeilingContext, url: string, seconds: number, ends: object) => {
  const argument = { url, seconds, window: WINDOW, ends };
  return startChild(new URL('../raw/drive.ts', import.meta.url), argument, session.guard);
};

function whole(driven: Driven, notKept: (what: string) => Error): Driven {
  const { accepted, lost, doubled } = driven;
  if (accepted === 0) throw new Error('no order was accepted');
  if (lost > 0) throw notKept(`${lost} of ${accepted} accepted orders were not completed within 30 s of the last one`);
  if (doubled > 0) throw notKept(`${doubled} of ${accepted} accepted orders were completed more than once`);
  return driven;
}

/** The same for a few seconds under a CPU profiler, which slows it: no part of the figures. */
async function profileOf(context: CeilingContext, mode: Mode): Promise<string[]> {
  const profile = serviceProfile(context.session.folder);
  try {
    const { pids, fromUs, toUs } = await oursOf(context, mode, PROFILED_SECONDS, profile.env);
    return pids.map(({ role, pid }) => `${role}: ${profile.of(pid, { fromUs, toUs }).join(', ')}`);
  } finally {
    profile.remove();
  }
}
