import { join } from 'node:path';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import type { Lab } from '../lab.ts';
import type { Session } from '../session.ts';
import { type ComposeCommand, composeCommands, hasEngine } from './compose-command.ts';
import { containerLab } from './container-lab.ts';
import { projectName, removeOrphans } from './project-name.ts';
import { Stack } from './stack.ts';

/** Once per session: the engine is there, and the image is that of this source. */
const prepared = new WeakMap<Session, Promise<ComposeCommand>>();

/** One mode on fresh containers, networks and volumes of its own, for as long as `work` takes. */
export async function withContainerLab<Result>(
  session: Session,
  options: { mode: Mode; id: string; number: number; settings: Record<string, string> },
  work: (lab: Lab, broker: Broker | null) => Promise<Result>,
): Promise<Result> {
  const { mode, id, number, settings } = options;
  const preparing = prepared.get(session) ?? prepareContainers(session, mode);
  prepared.set(session, preparing);
  const { start, remove } = containerLab({
    mode,
    settings,
    command: await preparing,
    project: projectName(session.id, number),
    dataFolder: join(session.folder, id),
    signal: session.signal,
  });
  let removing: Promise<void> | undefined;
  const removeOnce = () => (removing ??= remove());
  session.onEnd(removeOnce); // also when interrupted
  try {
    const { lab, broker } = await start();
    try {
      return await work(lab, broker);
    } finally {
      await lab.operator.close().catch(() => {});
    }
  } finally {
    await removeOnce();
  }
}

async function prepareContainers(session: Session, mode: Mode): Promise<ComposeCommand> {
  const command = await containerCommand();
  await removeOrphans();
  session.say('Building the image of the services …');
  const folder = join(import.meta.dirname, '../../..', mode.name);
  await new Stack({ command, project: projectName(session.id), folder, env: {}, signal: session.signal }).build();
  return command;
}

/** `docker compose` where there is one, else `docker-compose`. Throws where there is no engine, or neither of them. */
export async function containerCommand(): Promise<ComposeCommand> {
  if (!(await hasEngine())) {
    throw new Error('--runtime docker: no Docker engine answers. Start one, or leave the option out.');
  }
  const command = (await composeCommands()).at(-1);
  if (!command) throw new Error('--runtime docker: neither `docker compose` nor `docker-compose` works. Install one.');
  return command;
}
