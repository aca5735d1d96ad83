import { readFileSync } from 'node:fs';
import { isAlive, type ProcessIdentity, startedAt } from '../brokers/process-tree.ts';

const EVERY_MS = 500;

/**
 * Calls `gone` when the process that started us is no more: somebody killed npm, a shell or a test runner with
 * SIGKILL, and nobody else would end us. Linux only; elsewhere only the direct parent is watched.
 */
export function watchParents(gone: () => void): () => void {
  const parent = process.ppid;
  const parents = process.platform === 'linux' ? ancestors().flatMap(identityOf) : [];
  const timer = setInterval(() => {
    if (process.ppid === parent && parents.every(isAlive)) return;
    clearInterval(timer);
    gone();
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Our parent, and behind a shell that npm put in between, npm itself. */
function ancestors(): number[] {
  const chain = [process.ppid];
  if (!process.env['npm_lifecycle_event']) return chain;
  for (let pid = process.ppid; chain.length < 3 && !commandOf(pid).includes('npm'); ) {
    pid = parentOf(pid);
    if (pid <= 1) break;
    chain.push(pid);
  }
  return chain;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return 'npm';
  }
}

/** With its start time: neither a later process with its pid nor a zombie nobody waited for passes for it. */
function identityOf(pid: number): ProcessIdentity[] {
  const started = startedAt(pid);
  return started === null ? [] : [{ pid, started }];
}
