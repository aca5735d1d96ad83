import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode } from '../../../../common/mode.ts';
import { type Acting, acting } from '../../../../common/workflow/message-table.ts';
import type { CeilingContext } from '../ceiling-context.ts';
import { measureIn, startChild } from '../child.ts';
import { ourSettings } from '../our-settings.ts';
import { brokerPrograms, callPrograms, type RawPrograms } from '../raw/programs.ts';

/** A raw pipeline that runs: where orders go in, where they come out, and where its stores are, which an empty one has not. */
export interface RawPipeline {
  orders: string;
  notifications: string;
  folder: string;
}

let pipelines = 0;

/** The processes of a mode as small programs, on fresh stores and names, for as long as `work` takes. */
export async function withRawPipeline<Result>(
  { session, durability }: CeilingContext,
  mode: Mode,
  side: keyof RawPrograms,
  work: (pipeline: RawPipeline) => Promise<Result>,
): Promise<Result> {
  const { guard } = session;
  const name = `raw-${session.id}-${++pipelines}`;
  const folder = join(session.folder, name);
  await using ends = new AsyncDisposableStack();
  mkdirSync(folder, { mode: 0o700 });
  ends.defer(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (file: URL, argument: object): Promise<string> => {
    const child = ends.use(startChild(file, { folder, durability, ...argument }, guard));
    const { port } = await child.told<{ port: number }>();
    return `http://127.0.0.1:${port}`;
  };
  const broker = await session.brokerFor(mode);
  if (!broker) {
    const program = callPrograms[side];
    const shared = { connections: ourSettings.poolSize };
    const reserve = await start(program, { ...shared, role: 'inventory' });
    const send = await start(program, { ...shared, role: 'notifications' });
    const orders = await start(program, { ...shared, role: 'orders', calls: { reserve, send } });
    return await work({ orders, notifications: send, folder });
  }
  const programs = brokerPrograms[broker.kind];
  if (!programs) throw new Error(`there are no raw programs for ${broker.kind}`);
  const shared = { url: broker.url, durability, prefetch: ourSettings.prefetch, name };
  await measureIn(programs.admin, { ...shared, what: 'make' }, guard);
  ends.defer(() => measureIn<void>(programs.admin, { ...shared, what: 'remove' }, guard));
  const started = acting.map(async (role) => [role, await start(programs[side], { ...shared, role })] as const);
  const urls = Object.fromEntries(await Promise.all(started)) as Record<Acting, string>;
  return await work({ orders: urls.orders, notifications: urls.notifications, folder });
}
