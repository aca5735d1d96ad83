/** What `--cpu-prof` writes and the inspector gives; times in microseconds of the host's monotonic clock. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

const TOP = 5;

/**
 * The functions a process spent most of its own time in, `37% commit (sqlite-store.ts)`: the share of the time that it
 * was not idle, between two moments of the monotonic clock in microseconds. Empty when it was never busy.
 */
export function topSelfTime(profile: CpuProfile, fromUs = 0, toUs = Number.POSITIVE_INFINITY): string[] {
  const nameOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameIn(callFrame)]));
  const spent = new Map<string, number>();
  let now = profile.startTime;
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const took = profile.timeDeltas[index] ?? 0;
    now += took;
    const name = nameOf.get(id) ?? '(unknown)';
    if (name === '(idle)' || name.endsWith('(node:inspector)') || now < fromUs || now > toUs) return; // nor the profiler itself
    busy += took;
    spent.set(name, (spent.get(name) ?? 0) + took);
  });
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, TOP)
    .map(([name, us]) => `${Math.round((us / busy) * 100)}% ${name}`);
}

/** A function by name and file; native ones have no file. */
function nameIn({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  const file = url.split('/').at(-1) ?? '';
  const name = functionName || 'anonymous';
  if (name === '(program)') return 'native code and the kernel';
  if (name === '(garbage collector)') return 'garbage collection';
  return file === '' ? name : `${name} (${file})`;
}
