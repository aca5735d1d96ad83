import type { Role } from '../../common/mode.ts';
import { type FaultKind, inEveryMode, roleNames } from './fault.ts';

/** SIGKILL of one service, which stays away until it is healed. Proved by its pid: gone, then another one. */
export const killService = (role: Exclude<Role, 'analytics'>): FaultKind => ({
  name: `kill-${roleNames[role]}`,
  what: `SIGKILL of the ${roleNames[role]} service under load; it comes back later`,
  notApplicable: inEveryMode,
  inContainers: true,
  create({ lab }) {
    let before: number | null = null;
    let gone = false;
    return {
      async inject() {
        before = await lab.service(role).kill();
        gone = lab.service(role).pid === null;
      },
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
