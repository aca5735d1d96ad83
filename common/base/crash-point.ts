import type { Settings } from './config.ts';

export type CrashPoint = Exclude<Settings['LAB_CRASH_POINT'], ''>;

/**
 * A named place where a fault test may end the process as SIGKILL would: nothing is flushed, no handler runs.
 * Inert unless LAB_CRASH_POINT names it.
 */
export function crashPoint(settings: Pick<Settings, 'LAB_CRASH_POINT'>, name: CrashPoint): void {
  if (settings.LAB_CRASH_POINT === name) process.kill(process.pid, 'SIGKILL');
}
