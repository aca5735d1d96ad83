import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';

/** Nice value: ahead of services and brokers, behind the kernel's own threads. */
const AHEAD = -10;
/** The lowest real-time priority: ahead of everything that has none. */
const REAL_TIME = '1';

/**
 * A load generator belongs on a machine of its own; on a shared one it should at least not queue behind what it
 * measures. Where it may (CAP_SYS_NICE, and util-linux' chrt), all its threads are scheduled in real time, round robin;
 * it uses 5 to 20% of a core, and the kernel keeps 5% for the others whatever it does. Otherwise it goes ahead by its nice
 * value, which a busy machine heeds for the long run only: a thread that wakes up is still let wait for the slice of
 * another. Where it may do neither, it goes on as it is; the send delay shows what that means.
 */
export function raisePriority(): void {
  try {
    setPriority(AHEAD); // on Linux for the calling thread and those it makes later
  } catch {
    // EACCES: not allowed here.
  }
  chrt(REAL_TIME, '--rr');
}

/**
 * The same for a process that does other things as well and starts others, which are not raised with it, until what it returns is called.
 * Threads that it makes later are not raised either.
 */
export function raiseForNow(): () => void {
  chrt(REAL_TIME, '--reset-on-fork', '--rr');
  return () => chrt('0', '--other');
}

function chrt(priority: string, ...how: string[]): void {
  try {
    execFileSync('chrt', ['--all-tasks', ...how, '--pid', priority, String(process.pid)], { stdio: 'ignore' });
  } catch {
    // No chrt, or not allowed: the nice value must do, where there is one.
  }
}
