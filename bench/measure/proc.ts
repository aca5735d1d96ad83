import { readdirSync, readFileSync } from 'node:fs';

/** One line of `/proc/<pid>/stat`, as far as it is used here (proc_pid_stat(5)). */
export interface ProcStat {
  pid: number;
  parent: number;
  /**
   * CPU seconds of the process itself and of its children that have ended and were waited for; of this process, itself
   * alone: a broker or service that was killed has an account of its own.
   */
  cpuSeconds: number;
  rssMiB: number;
  /** Seconds after boot; with the pid it names a process once and for all. */
  startedSeconds: number;
}

/** USER_HZ and the page size: constant on the Linux builds Node supports, and not readable without a native call. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Every process the kernel shows, those in other pid namespaces below ours included. Empty without `/proc`. */
export function readProcesses(): Map<number, ProcStat> {
  const found = new Map<number, ProcStat>();
  for (const name of listProc()) {
    const stat = readStat(Number(name));
    if (stat) found.set(stat.pid, stat);
  }
  return found;
}

/** Null when the process is gone, or where the kernel tells less of it than Linux does: no figure then, and no NaN. */
function readStat(pid: number): ProcStat | null {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return Object.values(stat).every(Number.isFinite) ? stat : null;
  } catch {
    return null; // ENOENT or ESRCH: it ended between the listing and the reading
  }
}

/** The command name may hold spaces and brackets, so fields are counted from the last closing bracket. */
export function parseStat(line: string, ownPid = process.pid): ProcStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  const pid = Number.parseInt(line, 10);
  const waitedFor = pid === ownPid ? 0 : field(16) + field(17);
  return {
    pid,
    parent: field(4),
    cpuSeconds: (field(14) + field(15) + waitedFor) / TICKS_PER_SECOND,
    rssMiB: (field(24) * PAGE_BYTES) / 2 ** 20,
    startedSeconds: field(22) / TICKS_PER_SECOND,
  };
}

/** Seconds after boot, on the clock of `startedSeconds`; Infinity without `/proc`. */
export function readUptime(): number {
  try {
    return Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function listProc(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
