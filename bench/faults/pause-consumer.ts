import { readFileSync } from 'node:fs';
import { type FaultKind, inEveryMode } from './fault.ts';

/** Beyond the session timeout of a Kafka group (at most 6 s here) and two missed AMQP heartbeats (10 s). */
const AT_LEAST_SECONDS = 12;

/** The zombie: taken for dead, it wakes up and goes on where it was. Proved by the state the kernel gives of it. */
export const pauseConsumer: FaultKind = {
  name: 'pause-consumer',
  what: `SIGSTOP of the inventory service for ${AT_LEAST_SECONDS} s or more, beyond session and heartbeat timeouts, then SIGCONT`,
  notApplicable: inEveryMode,
  lasts: { atLeastSeconds: AT_LEAST_SECONDS },
  create({ lab }) {
    const service = lab.service('inventory');
    let paused: number | null = null;
    let stopped = { before: false, after: false };
    return {
      async inject() {
        paused = service.pid;
        service.signal('SIGSTOP');
        stopped = { before: isStopped(paused), after: false };
      },
      async heal() {
        stopped.after = service.pid === paused && isStopped(paused);
        service.signal('SIGCONT');
        await lab.ready();
      },
      async witness() {
        if (!stopped.after) return null;
        return `pid ${paused} was in state T (stopped) at the end of the pause and is ${service.pid === paused ? 'the same now' : `now ${service.pid}`}`;
      },
    };
  },
};

/** Linux: the state letter after the name in /proc/<pid>/stat. */
function isStopped(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  } catch {
    return false;
  }
}
