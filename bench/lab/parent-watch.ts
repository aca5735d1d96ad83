import { readFileSync } from 'node:fs';
import { isAlive, startedAt } from '../brokers/process-tree.ts';

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
    const isNpm = above !== null && isNpmItself(above.command);
    const leads = own.session === at;
    if (!leads && above && above.session !== own.session) return null;
    if (!leads && underNpm && own.parent === 1 && !isNpm) return null;
    if (at === pid || own.parent > 1) starters.push(own.parent);
    if (!underNpm || isNpm || own.parent <= 1) break;
    at = own.parent;
  }
  return starters;
}

/**
 * Not a shell, nor anything else, that has `npm` in one of its arguments. npm gives itself a title (`npm run bench …`); before
 * that it is `node …/npm-cli.js`. Arguments end with NUL.
 */
function isNpmItself(command: string): boolean {
  const [program = '', script = ''] = command.split('\0');
  return [program.split(' ')[0] ?? '', program, script].some((word) => /(^|\/)np[mx](-cli\.js)?$/.test(word));
}
