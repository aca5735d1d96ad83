import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One process as the kernel lists it. `started` with `pid` names a process for good: pids are used again. */
export interface ProcessRow {
  pid: number;
  parent: number;
  group: number;
  /** Opaque: clock ticks since boot on Linux, a date elsewhere. Only ever compared for equality. */
  started: string;
  /** Name of the program, without its folder. */
  name: string;
}

/** A process that was alive when it was looked at. */
export type ProcessIdentity = Pick<ProcessRow, 'pid' | 'started'>;

/** Every live process by pid. Zombies have ended and are left out. */
export function processTable(): Map<number, ProcessRow> {
  const rows = process.platform === 'linux' ? listProc() : listPs();
  return new Map(rows.map((row) => [row.pid, row]));
}

/** When this process started, or null when it is not alive. */
export function startedAt(pid: number): string | null {
  return (process.platform === 'linux' ? readProc(pid) : processTable().get(pid))?.started ?? null;
}

/** Whether exactly this process, not a later one with its pid, is alive. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startedAt(identity.pid) === identity.started;
}

/**
 * The process, the members of the group it leads (also after its own end) and all their descendants.
 * Empty when the pid now belongs to somebody else.
 */
export function familyOf(root: ProcessIdentity, table = processTable()): ProcessRow[] {
  const owner = table.get(root.pid);
  if (owner !== undefined && owner.started !== root.started) return [];
  const family = new Map<number, ProcessRow>();
  const rows = [...table.values()];
  let found = rows.filter((row) => row.pid === root.pid || row.group === root.pid);
  while (found.length > 0) {
    for (const row of found) family.set(row.pid, row);
    found = rows.filter((row) => family.has(row.parent) && !family.has(row.pid));
  }
  return [...family.values()];
}

/** Sends a signal and does not mind when the process has just ended. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function listProc(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProc(Number(name)))
    .filter((row) => row !== null);
}

/** See proc_pid_stat(5): the name may hold blanks and brackets, so fields are counted from its last bracket. */
function readProc(pid: number): ProcessRow | null {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const [state = '', parent = '', group = ''] = fields;
  if (state === 'Z' || state === 'X') return null;
  const name = line.slice(line.indexOf('(') + 1, close);
  return { pid, parent: Number(parent), group: Number(group), started: fields[19] ?? '', name };
}

function listPs(): ProcessRow[] {
  const columns = ['pid=', 'ppid=', 'pgid=', 'state=', 'lstart=', 'comm='].flatMap((column) => ['-o', column]);
  const text = execFileSync('ps', ['-A', ...columns], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, parent, group, state = '', started = '', name = ''] = match;
    if (state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started, name: basename(name) }];
  });
}
