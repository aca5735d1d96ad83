import type { Role } from '../../common/mode.ts';
import { instancesOf, roleNames } from '../lab/instances.ts';
import { type FaultKind, isCalled } from './fault.ts';

/** SIGKILL of one service, all of its instances, which stays away until it is healed. Proved by its pids: gone, then others. */
const killService = (role: Exclude<Role, 'analytics'>, more: Partial<FaultKind> = {}): FaultKind => ({
  name: `kill-${roleNames[role]}`,
  what: `SIGKILL of the ${roleNames[role]} service under load; it comes back later`,
  title: `The ${roleNames[role]} service is killed`,
  inContainers: true,
  ...more,
  create({ lab }) {
    const services = instancesOf(lab, role).map(({ service }) => service);
    let before: (number | null)[] = [];
    let gone = false;
    const isGone = () => services.every(({ pid }) => pid === null);
    return {
      async inject() {
        before = await Promise.all(services.map((service) => service.kill()));
        gone = isGone();
      },
      seen: async () => (gone && isGone() ? `pid ${before.join(', ')} killed` : null),
      async heal() {
        for (const service of services) await service.start();
        await lab.ready();
      },
      async witness() {
        const after = services.map(({ pid }) => pid);
        const others = after.every((pid, index) => pid !== null && before[index] !== null && pid !== before[index]);
        return gone && others ? `pid ${before.join(', ')} killed, then ${after.join(', ')}` : null;
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
export const killPayment = killService('payments', { ofPayment: true, inContainers: false });
