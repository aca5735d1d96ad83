import type { Role } from '../../common/mode.ts';
import { roleNames } from '../lab/instances.ts';
import { type FaultKind, isCalled } from './fault.ts';

/** Beyond the session timeout of a consumer group (at most 6 s here) and two missed heartbeats of a broker (10 s). */
const AT_LEAST_SECONDS = 12;

/** The zombie: taken for dead, it wakes up and goes on where it was. Proved by the state the kernel gives of it. */
const pause = (role: Role, more: Pick<FaultKind, 'name'> & Partial<FaultKind>): FaultKind => ({
  title: `The ${roleNames[role]} service freezes, then wakes up (zombie)`,
  what: `SIGSTOP of the ${roleNames[role]} service for ${AT_LEAST_SECONDS} s or more, beyond session and heartbeat timeouts, then SIGCONT`,
  atLeastSeconds: AT_LEAST_SECONDS,
  ...more,
  create({ lab }) {
    const service = lab.service(role);
    let paused: number | null = null;
    let proof: string | null = null;
    return {
      async inject() {
        paused = service.pid;
        await service.suspend();
      },
      seen: async () => (service.pid === paused ? service.suspended() : null),
      async heal() {
        proof = service.pid === paused ? await service.suspended() : null;
        await service.resume();
        await lab.ready();
      },
      async witness() {
        if (proof === null) return null;
        return `${proof} at the end of the pause and is ${service.pid === paused ? 'the same now' : `now ${service.pid}`}`;
      },
    };
  },
});

export const pauseConsumer = pause('inventory', {
  name: 'pause-consumer',
  inContainers: true,
  comparesTimes: isCalled,
});
export const pausePayment = pause('payments', { name: 'pause-payment', ofPayment: true });
