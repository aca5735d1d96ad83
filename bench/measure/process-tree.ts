import type { ProcStat } from './proc.ts';

/** A named process tree at one moment. */
export interface TreeUse {
  cpuSeconds: number;
  rssMiB: number;
  /** Who its root was: a restarted process has another identity. Null while it does not run. */
  root: string | null;
}

/**
 * Adds up each root's tree. A process belongs to its nearest ancestor among the roots, so a sampled parent does not
 * count its sampled children twice. RSS counts pages shared within a tree more than once.
 */
export function sumTrees(
  processes: ReadonlyMap<number, ProcStat>,
  roots: ReadonlyMap<string, number | null>,
): Map<string, TreeUse> {
  const nameOf = new Map<number, string>();
  const uses = new Map<string, TreeUse>();
  for (const [name, pid] of roots) {
    const stat = pid === null ? undefined : processes.get(pid);
    uses.set(name, { cpuSeconds: 0, rssMiB: 0, root: stat ? `${stat.pid}@${stat.startedSeconds}` : null });
    if (stat) nameOf.set(stat.pid, name);
  }
  for (const stat of processes.values()) {
    const owner = nearest(stat, processes, nameOf);
    const use = owner === undefined ? undefined : uses.get(owner);
    if (!use) continue;
    use.cpuSeconds += stat.cpuSeconds;
    use.rssMiB += stat.rssMiB;
  }
  return uses;
}

function nearest(
  stat: ProcStat,
  processes: ReadonlyMap<number, ProcStat>,
  nameOf: ReadonlyMap<number, string>,
): string | undefined {
  const seen = new Set<number>();
  for (let at: ProcStat | undefined = stat; at && !seen.has(at.pid); at = processes.get(at.parent)) {
    const name = nameOf.get(at.pid);
    if (name !== undefined) return name;
    seen.add(at.pid);
  }
  return undefined;
}
