import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guard } from './broker.ts';
import { familyOf, isAlive, type ProcessIdentity, type ProcessRow, signalTo, startedAt } from './process-tree.ts';
import type { Command } from './rabbitmq-server.ts';

const GRACE_MS = 10_000;
const KILL_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** A process of ours and everything below it, which end together. */
export interface ManagedProcess {
  readonly pid: number;
  /** How it ended (`exit code 1`, `signal SIGKILL`), or null while it runs. */
  ended(): string | null;
  /** Resolves when it has ended, with `ended()`. */
  readonly end: Promise<string>;
  /** It and everything below it, now. */
  family(): ProcessRow[];
  /** SIGKILL of the whole family. Resolves when all of it is gone; rejects when it cannot be killed. */
  kill(): Promise<void>;
  /** SIGTERM, or that signal, to one of the family, then SIGKILL to what is left when that one has ended, or after 10 s. */
  terminate(pid: number, signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program as the leader of a process group of its own, its output appended to a log file, and registers it
 * with the guard. It does not keep this process alive.
 */
export async function startManaged(command: Command, logFile: string, guard: Guard): Promise<ManagedProcess> {
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(command.file, command.args, {
    env: command.env,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended: string | null = null;
  const end = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(ended);
    });
  });
  try {
    await once(child, 'spawn');
  } finally {
    await log.close();
  }
  const pid = child.pid as number; // `spawn` has been emitted
  guard.pid(pid);
  child.unref();
  const root: ProcessIdentity = { pid, started: startedAt(pid) ?? '' };
  const known = new Map<number, string>([[pid, root.started]]);

  /** Remembers who belongs to us: when parents end first, nobody can tell any more. */
  function family(): ProcessRow[] {
    const rows = familyOf(root);
    for (const row of rows) known.set(row.pid, row.started);
    return rows;
  }

  async function kill(): Promise<void> {
    const limit = performance.now() + KILL_MS;
    for (;;) {
      family();
      const left = [...known].map(([id, started]) => ({ pid: id, started })).filter(isAlive);
      if (left.length === 0 && ended !== null) return guard.forget(pid);
      if (performance.now() > limit)
        throw new Error(`expected ${left.map((row) => row.pid).join(', ')} to end by SIGKILL`);
      for (const { pid: id } of left) signalTo(id, 'SIGKILL');
      await sleep(LOOK_EVERY_MS);
    }
  }

  async function terminate(target: number, request: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    family();
    const identity = { pid: target, started: startedAt(target) ?? '' };
    const limit = performance.now() + GRACE_MS;
    if (isAlive(identity)) for (const signal of [request, 'SIGCONT'] as const) signalTo(target, signal);
    while (isAlive(identity) && performance.now() < limit) await sleep(LOOK_EVERY_MS);
    await kill();
  }

  return { pid, end, ended: () => ended, family, kill, terminate };
}
