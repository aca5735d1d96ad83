import type { Mode, Role } from '../../../../common/mode.ts';
import type { CeilingContext } from '../ceiling-context.ts';
import { type Child, measureIn, startChild } from '../child.ts';
import { ourSettings } from '../our-settings.ts';
import { rawPrograms } from '../raw/programs.ts';

const CONNECTIONS = ourSettings.poolSize;

/** An empty pipeline that runs: where orders go in, and where they come out. */
export interface EmptyPipeline {
  orders: string;
  notifications: string;
}

const emptyCalls = new URL('../raw/empty-rest.ts', import.meta.url);
let pipelines = 0;

/** The processes of a mode with nothing of ours in them, for as long as `work` takes. */
export async function withEmptyPipeline<Result>(
  { session, durability }: CeilingContext,
  mode: Mode,
  work: (pipeline: EmptyPipeline) => Promise<Result>,
): Promise<Result> {
  const { guard } = session;
  await using children = new AsyncDisposableStack();
  const start = async (file: URL, argument: object): Promise<string> => {
    const child: Child = children.use(startChild(file, argument, guard));
    const { port } = await child.told<{ port: number }>();
    return `http://127.0.0.1:${port}`;
  };
  const broker = await session.brokerFor(mode);
  if (!broker) {
    const inventory = await start(emptyCalls, { connections: CONNECTIONS });
    const notifications = await start(emptyCalls, { connections: CONNECTIONS });
    const orders = await start(emptyCalls, { calls: [inventory, notifications], connections: CONNECTIONS });
    return await work({ orders, notifications });
  }
  const { kind, url } = broker;
  const programs = rawPrograms[kind];
  if (!programs) throw new Error(`there is no smallest program for ${kind}`);
  const { admin, empty } = programs;
  const shared = { url, durability, prefetch: ourSettings.prefetch, name: `empty-${session.id}-${++pipelines}` };
  await measureIn(admin, { ...shared, what: 'make' }, guard);
  children.defer(() => measureIn<void>(admin, { ...shared, what: 'remove' }, guard));
  const started = mode.services.map(async ({ role }): Promise<[Role, string]> => {
    return [role, await start(empty, { ...shared, role })];
  });
  const urls = Object.fromEntries(await Promise.all(started)) as Record<Role, string>;
  return await work({ orders: urls.orders, notifications: urls.notifications });
}
