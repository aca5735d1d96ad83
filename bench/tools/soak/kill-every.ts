import { setTimeout } from 'node:timers/promises';
import type { Role } from '../../../common/mode.ts';
import { roleNames } from '../../lab/instances.ts';
import type { Lab } from '../../lab/lab.ts';
import { type Random, seededRandom } from '../../measure/random.ts';

const AGAIN_MS = 100;

/**
 * Kills one service in every period, until aborted: at its middle, so that what is measured at its end is a lab that is
 * whole again. Services come back on their own; a victim that is down just now is waited for. Counts into `kills`.
 */
export async function killEvery(
  lab: Pick<Lab, 'service'>,
  periodMs: number,
  victims: readonly Role[],
  kills: Record<string, number>,
  signal: AbortSignal,
): Promise<void> {
  for (const role of victims) kills[roleNames[role]] = 0;
  const start = performance.now();
  const until = (at: number) => setTimeout(Math.max(0, at - performance.now()), null, { signal }).catch(() => {});
  for (const [period, role] of victims.entries()) {
    await until(start + (period + 0.5) * periodMs);
    while (!signal.aborted && performance.now() < start + (period + 1) * periodMs) {
      if (killed(lab.service(role).pid)) {
        kills[roleNames[role]] = (kills[roleNames[role]] ?? 0) + 1;
        break;
      }
      await until(performance.now() + AGAIN_MS);
    }
    if (signal.aborted) return;
  }
}

/** False when there is nobody to kill: it is being started again, or has ended by itself this moment (ESRCH). */
function killed(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

/**
 * Who is killed in each period, drawn from the seed. Each service in turn is spared for its share of the run: without
 * one long life of it, a leak cannot be told from a heap that still fills.
 */
export function victimsOf(roles: readonly Role[], periods: number, seed: number): Role[] {
  const random: Random = seededRandom(seed, 'soak');
  return Array.from({ length: periods }, (_, period) => {
    const spared = roles[Math.floor((period * roles.length) / periods)];
    const others = roles.length > 1 ? roles.filter((role) => role !== spared) : roles;
    return others[Math.floor(random() * others.length)] ?? 'orders';
  });
}
