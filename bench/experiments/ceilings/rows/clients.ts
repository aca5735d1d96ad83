import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../../../../common/mode.ts';
import type { CeilingContext, Measure } from '../ceiling-context.ts';
import { clientId } from '../ceiling-rows.ts';
import type { CeilingSample } from '../ceiling-sample.ts';
import { measureIn } from '../child.ts';
import { ourSettings } from '../our-settings.ts';
import { prefillOutbox } from '../ours/prefilled-outbox.ts';
import { handledIn, publishedOf, rateBetween, type Stretch } from '../ours/progress.ts';
import { withServices } from '../ours/with-services.ts';
import { serviceProfile } from '../profile/service-profile.ts';
import { type RawPrograms, rawPrograms } from '../raw/programs.ts';

const MESSAGES = 12_000;
const WARM_UP_SHARE = 0.25;
const SECONDS = 1.2;
/** As the topics of the lab have; the ceiling knows no mode. */
const PARTITIONS = 3;

/** Rows 3 to 6: the client library alone, and our services with it, for each mode whose broker has such programs. */
export const measureClients: Measure = async (context) => {
  const samples: CeilingSample[] = [];
  for (const mode of context.modes) {
    const kind = mode.broker?.kind ?? '';
    const programs = rawPrograms[kind];
    if (!programs || ![programs.publish, programs.consume].some(({ row }) => context.wants(row))) continue;
    const rawFirst = context.block % 2 === 1;
    const before = rawFirst ? await rawOf(context, mode, programs) : null;
    const ours = await oursOf(context, mode);
    const raw = before ?? (await rawOf(context, mode, programs));
    const limiter = context.profile ? await limiterOf(context, mode) : null;
    const { block } = context;
    for (const way of ['publish', 'consume'] as const) {
      const sample = { id: clientId(kind, way), mode: mode.name, block, raw: raw[way], ours: ours[way].perSecond };
      samples.push(limiter ? { ...sample, limiter: limiter[way] } : sample);
    }
  }
  return samples;
};

async function rawOf({ session, block, durability }: CeilingContext, mode: Mode, { client }: RawPrograms) {
  const broker = await session.brokerFor(mode);
  const name = `raw-${session.id}-${block}`;
  const sizes = {
    seconds: SECONDS,
    window: ourSettings.publishBatch,
    prefetch: ourSettings.prefetch,
    partitions: PARTITIONS,
  };
  const argument = { url: broker?.url, name, durability, ...sizes };
  return measureIn<Record<'publish' | 'consume', number>>(client, argument, session.guard);
}

type Ours = Record<'publish' | 'consume', Stretch & { pid: number }>;

/**
 * A full outbox is published by the order service alone; then the inventory service alone works off the queue or log
 * that this filled, and publishes what it decided.
 */
async function oursOf(context: CeilingContext, mode: Mode, env: Record<string, string> = {}): Promise<Ours> {
  const { session, block } = context;
  const folder = `ceiling-clients-${mode.name}-${block}`;
  const dataFolder = join(session.folder, folder);
  const namespace = `${session.id}-c${block}${'NODE_OPTIONS' in env ? 'p' : ''}.`;
  const from = MESSAGES * WARM_UP_SHARE;
  const wanted = { mode, folder, namespace, env };
  const published = publishedOf(dataFolder, MESSAGES);
  const handled = handledIn(dataFolder);
  try {
    const publishing = async () => {
      await prefillOutbox(dataFolder, MESSAGES);
      const rate = rateBetween(published.read, from, MESSAGES);
      return withServices(context, { ...wanted, roles: ['orders'] }, async (lab) => {
        return { ...(await rate), pid: lab.service('orders').pid ?? 0 };
      });
    };
    const consuming = () => {
      const rate = rateBetween(handled.read, from, MESSAGES);
      return withServices(context, { ...wanted, roles: ['inventory'] }, async (lab) => {
        const done = { ...(await rate), pid: lab.service('inventory').pid ?? 0 };
        await lab.stop();
        await lab.operator.remove();
        return done;
      });
    };
    return { publish: await publishing(), consume: await consuming() };
  } finally {
    published.close();
    handled.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** The same once more under a CPU profiler, which slows it: no part of the figures. */
async function limiterOf(context: CeilingContext, mode: Mode) {
  const profile = serviceProfile(context.session.folder);
  try {
    const { publish, consume } = await oursOf(context, mode, profile.env);
    return { publish: profile.of(publish.pid, publish), consume: profile.of(consume.pid, consume) };
  } finally {
    profile.remove();
  }
}
