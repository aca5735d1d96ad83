import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { serviceBehind } from '../../../lab/service-behind.ts';
import { nowUs } from '../../../record/recorder.ts';
import type { Measure } from '../ceiling-context.ts';
import { startChild } from '../child.ts';
import { prefillOutbox } from '../ours/prefilled-outbox.ts';
import { handledIn, rateBetween } from '../ours/progress.ts';
import { withServices } from '../ours/with-services.ts';
import { rawPrograms } from '../raw/programs.ts';

/** More than the prefetch, of which the slow consumer hardly does any. */
const ORDERS = 400;
const SLOW = { LAB_CONSUME_PER_SECOND: '5' };
const ALLOWED_MS = 50;

const watcherOf = (kind = '') => rawPrograms[kind]?.watcher;

/** Row 12, once per run: a consumer with a full prefetch is killed; how soon another one has its first message. */
export const measureRedelivery: Measure = async (context) => {
  const { session, block, modes } = context;
  const mode = modes.find(({ broker }) => watcherOf(broker?.kind));
  const broker = mode && (await session.brokerFor(mode));
  const file = watcherOf(broker?.kind);
  if (!broker || !file) return [];
  const folder = `ceiling-redelivery-${block}`;
  const dataFolder = join(session.folder, folder);
  const shared = { mode, folder, namespace: `${session.id}-r${block}.` };
  const handled = handledIn(dataFolder);
  await prefillOutbox(dataFolder, ORDERS);
  try {
    const ours = await withServices(context, { ...shared, roles: ['orders', 'inventory'], env: SLOW }, async (lab) => {
      await rateBetween(handled.read, 0, 1); // it has a first batch in hand, and the rest of its prefetch
      const queue = (await lab.operator.backlog()).find(
        ({ consumer }) => serviceBehind(lab, consumer)?.role === 'inventory',
      )?.consumer;
      await using watcher = startChild(file, { url: broker.url, queue }, session.guard);
      await watcher.told();
      const killedUs = nowUs();
      await lab.service('inventory').kill();
      const { atUs } = await watcher.told<{ atUs: number }>();
      await lab.stop();
      await lab.operator.remove();
      return (atUs - killedUs) / 1000;
    });
    const limiter = [
      'waiting for the kernel and the broker, and no work of ours: a killed process, its socket closed, its prefetch put back',
    ];
    return [{ id: 'redelivery', mode: mode.name, block, raw: ALLOWED_MS, ours, limiter }];
  } finally {
    handled.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
};
