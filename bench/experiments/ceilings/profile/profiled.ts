import { Session } from 'node:inspector/promises';
import { type CpuProfile, topSelfTime } from './top-self-time.ts';

/** Runs `work` under the CPU profiler of this process and tells where the time went. */
export async function profiled(work: () => void | Promise<void>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return topSelfTime(profile as CpuProfile);
}
