import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../../../../common/mode.ts';
import type { Lab } from '../../../lab/lab.ts';
import { nowUs } from '../../../record/recorder.ts';
import type { CeilingContext, Measure } from '../ceiling-context.ts';
import type { CeilingSample } from '../ceiling-sample.ts';
import { startChild } from '../child.ts';
import { ourSettings } from '../our-settings.ts';
import { type ServicesWanted, withServices } from '../ours/with-services.ts';
import { serviceProfile } from '../profile/service-profile.ts';
import { ordersPerSecond } from './closed-loop.ts';

const SECONDS = 1.2;

/** Row 1: what the order endpoint of each mode costs beside one that does nothing. */
export const measureEndpoint: Measure = async (context) => {
  const { session, block, modes } = context;
  await using bare = startChild(new URL('../raw/express-endpoint.ts', import.meta.url), {}, session.guard);
  const url = `http://127.0.0.1:${(await bare.told<{ port: number }>()).port}`;
  const samples: CeilingSample[] = [];
  for (const mode of modes) {
    const wanted = { mode: mode.medium.kind === 'calls' ? calling(mode, url) : mode, roles: ['orders' as const] };
    const sides = await bothSides(
      context,
      () => ordersPerSecond(url, SECONDS),
      () => oursOf(context, 'endpoint', wanted),
    );
    samples.push({ id: 'endpoint', mode: mode.name, block, ...sides });
  }
  return samples;
};

/** Row 2: the whole REST workflow beside three services that only pass orders on. */
export const measureHops: Measure = async (context) => {
  const { block, modes } = context;
  const mode = modes.find(({ medium }) => medium.kind === 'calls');
  if (!mode) return [];
  const sides = await bothSides(
    context,
    () => throughPlainHops(context),
    () => oursOf(context, 'hops', { mode }),
  );
  return [{ id: 'hops', mode: mode.name, block, ...sides }];
};

async function throughPlainHops({ session }: CeilingContext): Promise<number> {
  await using children = new AsyncDisposableStack();
  const hop = async (calls: string[]): Promise<string> => {
    const file = new URL('../raw/express-hop.ts', import.meta.url);
    const child = children.use(startChild(file, { calls, connections: ourSettings.poolSize }, session.guard));
    return `http://127.0.0.1:${(await child.told<{ port: number }>()).port}`;
  };
  return await ordersPerSecond(await hop([await hop([]), await hop([])]), SECONDS);
}

/** Raw first in one block, ours in the next: a machine that drifts favours neither. */
async function bothSides(
  { block }: CeilingContext,
  rawOf: () => Promise<number>,
  ours: () => Promise<{ ours: number; limiter?: string[] }>,
) {
  const early = block % 2 === 1 ? await rawOf() : null;
  const own = await ours();
  return { raw: early ?? (await rawOf()), ...own };
}

/** Both dependencies answer at once, from one stub. */
const calling = (mode: Mode, url: string): Mode => ({
  ...mode,
  services: mode.services.map((spec) => ({ ...spec, env: () => spec.env(() => url) })),
});

async function oursOf(context: CeilingContext, name: string, wanted: Pick<ServicesWanted, 'mode' | 'roles'>) {
  const ours = await fresh(context, `${name}-${wanted.mode.name}`, wanted, ({ urls }) =>
    ordersPerSecond(urls['orders'] ?? '', SECONDS),
  );
  if (!context.profile) return { ours };
  const profile = serviceProfile(context.session.folder);
  try {
    const { pid, ...loaded } = await fresh(
      context,
      `${name}-${wanted.mode.name}-p`,
      { ...wanted, env: profile.env },
      async (lab) => {
        const fromUs = nowUs() + 1e6; // its start and its first second say nothing
        await ordersPerSecond(lab.urls['orders'] ?? '', SECONDS);
        return { fromUs, toUs: nowUs(), pid: lab.service('orders').pid ?? 0 };
      },
    );
    return { ours, limiter: profile.of(pid, loaded) };
  } finally {
    profile.remove();
  }
}

/** On stores, queues and topics that nobody used, and nobody will. */
async function fresh<Result>(
  context: CeilingContext,
  name: string,
  wanted: Omit<ServicesWanted, 'folder' | 'namespace'>,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const { session, block } = context;
  const folder = `ceiling-${name}-${block}`;
  try {
    return await withServices(
      context,
      { ...wanted, folder, namespace: `${session.id}-${block}${name.at(0)}.` },
      async (lab) => {
        const result = await work(lab);
        await lab.stop();
        await lab.operator.remove();
        return result;
      },
    );
  } finally {
    rmSync(join(session.folder, folder), { recursive: true, force: true });
  }
}
