import { setTimeout } from 'node:timers/promises';
import { roleNames } from '../faults/fault.ts';
import { seededRandom } from '../load/random.ts';
import type { Lab } from '../process/lab.ts';

/**
 * Kills one service, drawn from the seed, in every period, until aborted: at its middle, so that what is measured at its
 * end is a lab that is whole again. Services come back on their own. Counts into `kills`.
 */
export async function killEvery(
  lab: Lab,
  periodMs: number,
  seed: number,
  kills: Record<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const random = seededRandom(seed, 'soak');
  const roles = lab.mode.services.map(({ role }) => role);
  for (const role of roles) kills[roleNames[role]] = 0;
  const start = performance.now() + periodMs / 2;
  for (let next = 0; ; next++) {
    const inMs = start + next * periodMs - performance.now();
    await setTimeout(Math.max(0, inMs), null, { signal }).catch(() => {});
    if (signal.aborted) return;
    const role = roles[Math.floor(random() * roles.length)] ?? 'orders';
    if (killed(lab.service(role).pid)) kills[roleNames[role]] = (kills[roleNames[role]] ?? 0) + 1;
  }
}

/** False: it was down at that moment, or ended by itself just before. */
function killed(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
