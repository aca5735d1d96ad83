import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode, Role } from '../../../../common/mode.ts';
import { type Lab, startLab } from '../../../lab/lab.ts';
import { ownBrokerSettings } from '../../../lab/own-broker-settings.ts';
import type { CeilingContext } from '../ceiling-context.ts';

/** More than any ceiling sells. */
const STOCK = 10_000_000;

export interface ServicesWanted {
  mode: Mode;
  /** Absent: all of the mode. */
  roles?: Role[];
  /** Folder of the stores, below the session's; it outlives the services, so that others can go on with it. */
  folder: string;
  namespace: string;
  /** More environment for each of them. */
  env?: Record<string, string>;
}

/** Real services of a mode, some or all of them, on real stores and the real broker, while `work` lasts. */
export async function withServices<Result>(
  { session, durability }: CeilingContext,
  { mode, roles, folder, namespace, env = {} }: ServicesWanted,
  work: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const broker = await session.brokerFor(mode);
  const services = mode.services.filter(({ role }) => roles?.includes(role) ?? true);
  const dataFolder = join(session.folder, folder);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const starting = startLab({
    mode: { ...mode, services },
    brokerUrl: broker?.url ?? null,
    namespace: mode.broker === null ? '' : namespace,
    dataFolder,
    keep: true,
    settings: {
      LAB_DURABILITY: durability,
      LAB_STOCK: String(STOCK),
      LAB_LOG_LEVEL: 'warn',
      ...ownBrokerSettings(mode, broker),
      ...env,
    },
    guard: session.guard,
    say: session.say,
    signal: session.signal,
  });
  session.onEnd(async () => (await starting.catch(() => null))?.stop());
  const lab = await starting;
  try {
    return await work(lab);
  } finally {
    await lab.stop();
    await lab.operator.close().catch(() => {});
  }
}
