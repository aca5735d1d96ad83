/** What the kernel tells of a process: its parent and its session; null when it is not alive. */
export interface Kin {
  parent: number;
  session: number;
  command: string;
}

const MOST = 3;

/**
 * Whose end is ours as well, nearest first: our parent, and under npm what stands above it up to npm itself. Null when
 * one of them ended before we looked, and somebody else was made the parent of what it left.
 *
 * A process is born into the session of its parent or founds its own. So a parent of another session is a foster parent,
 * unless we lead ours: after `setsid nohup node bench/cli/cli.ts start …` nobody above is needed, and `setsid nohup npm start`
 * needs npm alone. Where everything shares one session with process 1, as in some containers, npm is still missed.
 */
export function startersOf(pid: number, underNpm: boolean, kinOf: (pid: number) => Kin | null): number[] | null {
  const starters: number[] = [];
  for (let at = pid; starters.length < MOST; ) {
    const own = kinOf(at);
    if (own === null) return null;
    const above = own.parent > 0 ? kinOf(own.parent) : null;
    const isNpm = above?.command.includes('npm') ?? false;
    const leads = own.session === at;
    if (!leads && above && above.session !== own.session) return null;
    if (!leads && underNpm && own.parent === 1 && !isNpm) return null;
    if (at === pid || own.parent > 1) starters.push(own.parent);
    if (!underNpm || isNpm || own.parent <= 1) break;
    at = own.parent;
  }
  return starters;
}
