import { join } from 'node:path';
import { execa } from 'execa';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { startedAt } from '../../brokers/process-tree.ts';
import type { Lab } from '../lab.ts';
import type { Session } from '../session.ts';
import { type ComposeCommand, composeCommands, hasEngine } from './compose-command.ts';
import { containerLab } from './container-lab.ts';
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

const shape = /^lab-bench-([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+(?:-\d+)?$/;

/**
 * Names what this bench makes in the engine: by its pid and when it started, which is nobody else's even when the pid is
 * used again, and by its session. `number`: one of several.
 */
export function projectName(sessionId: string, number?: number): string {
  const suffix = number === undefined ? '' : `-${number}`;
  return `lab-bench-${process.pid.toString(36)}-${startOf(process.pid)}-${sessionId}${suffix}`;
}

/** Whether a project is that of a bench that has ended. False of every name that no bench gave. */
export function isOrphan(name: string): boolean {
  const [, pid, started] = shape.exec(name) ?? [];
  return pid !== undefined && startOf(Number.parseInt(pid, 36)) !== started;
}

/** As names of projects can hold it; null when there is no such process. */
const startOf = (pid: number) =>
  startedAt(pid)
    ?.toLowerCase()
    .replace(/[^0-9a-z]/g, '') ?? null;

const label = 'com.docker.compose.project';

/** Removes what benches that were killed left in the engine: containers, networks and volumes. */
async function removeOrphans(): Promise<void> {
  for (const kind of ['container', 'network', 'volume'] as const) {
    const all = kind === 'container' ? ['-a'] : [];
    const format = `{{.${kind === 'volume' ? 'Name' : 'ID'}}} {{.Label "${label}"}}`;
    const { stdout } = await execa('docker', [kind, 'ls', ...all, '--filter', `label=${label}`, '--format', format]);
    for (const line of stdout.split('\n')) {
      const [id = '', name = ''] = line.split(' ');
      if (isOrphan(name)) await execa('docker', [kind, 'rm', ...(kind === 'container' ? ['-f'] : []), id]);
    }
  }
}
