import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../common/mode.ts';
import type { Guard } from '../brokers/broker.ts';
import type { FaultKind } from './fault.ts';
import { untilRefusing } from './until-refusing.ts';

const HOLDER = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));

/** Takes the write lock of a store in a process of its own; gives how to let go of it. */
export async function holdWriteLock(dataFolder: string, store: Role, guard: Guard): Promise<() => Promise<void>> {
  const child: ChildProcess = spawn(process.execPath, [HOLDER, dataFolder, store], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  if (child.pid) guard.pid(child.pid);
  const ended = once(child, 'exit').finally(() => child.pid && guard.forget(child.pid));
  const locked = await Promise.race([once(child, 'message'), ended.then(() => null)]);
  if (locked === null) throw new Error(`The write lock of ${store}'s store could not be taken.`);
  return async () => {
    child.disconnect();
    await ended;
  };
}

/** A backup tool or a runaway query holds the lock. Proved by what the service says of its readiness meanwhile. */
export const databaseLocked: FaultKind = {
  name: 'database-locked',
  title: "The inventory service's database is locked",
  what: "another process holds the write lock of inventory's store",
  create({ lab, guard }) {
    let release: (() => Promise<void>) | null = null;
    let reason: string | null = null;
    return {
      async inject() {
        release = await holdWriteLock(lab.running.dataFolder, 'inventory', guard);
        reason = await untilRefusing(lab.urls['inventory']);
      },
      async heal() {
        await release?.();
        await lab.ready();
      },
      seen: async () => reason && `inventory is not ready: ${reason}`,
      witness: async () => reason && `inventory was not ready meanwhile: ${reason}`,
    };
  },
};
