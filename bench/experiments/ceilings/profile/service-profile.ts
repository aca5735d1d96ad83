import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, topSelfTime } from './top-self-time.ts';

/** A stretch of the monotonic clock, in microseconds. */
interface Stretch {
  fromUs: number;
  toUs: number;
}

/** Lets services write CPU profiles when they end, by their environment; `of` reads that of one process. */
export function serviceProfile(parent: string) {
  const folder = join(parent, 'profiles');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-interval=500 "--cpu-prof-dir=${folder.replaceAll('"', '\\\\"')}"` },
    /** Where the time of this process went within the stretch, or in its whole life; empty when it left no profile. */
    of(pid: number, { fromUs, toUs }: Partial<Stretch> = {}): string[] {
      const file = readdirSync(folder).find((name) => name.split('.').includes(String(pid)));
      if (!file) return [];
      return topSelfTime(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile, fromUs, toUs);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
