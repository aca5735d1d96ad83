import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../brokers/broker.ts';
import { startedAt } from '../brokers/process-tree.ts';

/** What the lab tells its reaper, one JSON line each. */
export type ReaperOrder =
  | { pid: number; started: string }
  | { forget: number }
  | { folder: string }
  | { goodbye: true };

const REAPER = fileURLToPath(new URL('./reaper.ts', import.meta.url));
const RESPAWNS = 3;
const GOODBYE_MS = 2000;

/**
 * Starts the one reaper of this lab and hands out the interface to it. Whatever is registered ends, and registered
 * folders vanish, when this process ends in any way without `close()`: SIGKILL, a crash, `process.exit`.
 * `close()` only sends the reaper away; it ends nothing. It never keeps this process alive.
 */
export function startGuard(): Guard & { close(): Promise<void> } {
  const pids = new Map<number, string>();
  const folders = new Set<string>();
  let respawns = 0;
  let closed = false;
  let reaper = spawnReaper();

  function spawnReaper(): ChildProcess {
    const child = spawn(process.execPath, [REAPER], {
      detached: true, // a session of its own: Ctrl-C in the terminal does not reach it
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin?.on('error', () => {}); // it died: `exit` deals with that
    child.on('error', () => {});
    child.on('exit', () => {
      if (closed || respawns++ >= RESPAWNS) return;
      reaper = spawnReaper();
      for (const [pid, started] of pids) tell({ pid, started });
      for (const folder of folders) tell({ folder });
    });
    child.unref();
    (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    return child;
  }

  // Pipes are written at once when there is room: the order is with the kernel when this returns.
  function tell(order: ReaperOrder): void {
    if (!closed) reaper.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  return {
    pid(pid) {
      const started = startedAt(pid);
      if (started === null) return; // already gone
      pids.set(pid, started);
      tell({ pid, started });
    },
    forget(pid) {
      pids.delete(pid);
      tell({ forget: pid });
    },
    folder(path) {
      if (!isAbsolute(path)) throw new Error(`expected an absolute folder to guard, got ${path}`);
      folders.add(path);
      tell({ folder: path });
    },
    async close() {
      if (closed) return;
      tell({ goodbye: true });
      closed = true;
      if (reaper.exitCode !== null || reaper.signalCode !== null) return;
      const gone = await Promise.race([once(reaper, 'exit'), sleep(GOODBYE_MS, null)]);
      if (gone === null) reaper.kill('SIGKILL');
    },
  };
}
