import type { Role } from '../../common/mode.ts';
import { type FaultKind, isCalled, roleNames } from './fault.ts';

/** SIGKILL of one service, which stays away until it is healed. Proved by its pid: gone, then another one. */
const killService = (role: Exclude<Role, 'analytics'>, more: Partial<FaultKind> = {}): FaultKind => ({
  name: `kill-${roleNames[role]}`,
  what: `SIGKILL of the ${roleNames[role]} service under load; it comes back later`,
  title: `The ${roleNames[role]} service is killed`,
  inContainers: true,
  ...more,
  create({ lab }) {
    let before: number | null = null;
    let gone = false;
    return {
      async inject() {
        before = await lab.service(role).kill();
        gone = lab.service(role).pid === null;
      },
      seen: async () => (gone && lab.service(role).pid === null ? `pid ${before} killed` : null),
      async heal() {
        await lab.service(role).start();
        await lab.ready();
      },
      async witness() {
        const after = lab.service(role).pid;
        return gone && before !== null && after !== null && after !== before
          ? `pid ${before} killed, then ${after}`
          : null;
      },
    };
  },
});

export const killInventory = killService('inventory', {
  acts: 'outage',
  leads: true,
  quick: 'always',
  comparesTimes: isCalled,
});
export const killNotification = killService('notifications');
export const killOrder = killService('orders');
