import { readFileSync } from 'node:fs';
import { isAlive, startedAt } from '../brokers/process-tree.ts';
import { type Kin, startersOf } from './starters.ts';

const EVERY_MS = 500;

/**
 * Calls `gone` when the process that started us is no more: somebody killed npm, a shell or a test runner with
 * SIGKILL, and nobody else would end us. Also when that was before we could look. Linux only; elsewhere only the direct
 * parent is watched.
 */
export function watchParents(gone: () => void): () => void {
  const parent = process.ppid;
  const areThere = process.platform === 'linux' ? watchStarters() : () => true;
  const timer = setInterval(() => {
    if (process.ppid === parent && areThere()) return;
    clearInterval(timer);
    gone();
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** With their start times: neither a later process with such a pid nor a zombie nobody waited for passes for one. */
function watchStarters(): () => boolean {
  const starters = startersOf(process.pid, process.env['npm_lifecycle_event'] !== undefined, kinOf);
  if (starters === null) return () => false;
  const seen = starters.filter((pid) => pid > 0).map((pid) => ({ pid, started: startedAt(pid) }));
  return () => seen.every(({ pid, started }) => started !== null && isAlive({ pid, started }));
}

/** See proc_pid_stat(5): the name may hold blanks and brackets, so fields are counted from its last bracket. */
function kinOf(pid: number): Kin | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), session: Number(session), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return null;
  }
}
