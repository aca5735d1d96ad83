import { setTimeout } from 'node:timers/promises';
import type { CrashPoint } from '../../common/base/crash-point.ts';
import type { Role } from '../../common/mode.ts';
import { roleNames } from '../lab/instances.ts';
import type { Lab } from '../lab/lab.ts';
import type { FaultKind } from './fault.ts';
import { placeInsistently } from './insistent-client.ts';

const DEATH_DEADLINE_MS = 30_000;
const LOOK_EVERY_MS = 20;
/** By then the load may be over on a slow machine: customers of our own bring the service to the point. */
const HELP_AFTER_MS = 3000;
const ORDERS = 3;
const NEXT_ORDERS_MS = 500;

/**
 * Ends a service in order and starts it for one life that ends by SIGKILL at a named point of its code, under load. Its
 * supervisor brings it back. Proved by how the operating system says that life ended.
 */
export const crashAt = (
  point: CrashPoint,
  role: Exclude<Role, 'analytics'>,
  { title, when }: { title: string; when: string },
  {
    provoked,
    ...more
  }: Pick<FaultKind, 'needs' | 'ofPayment'> & {
    /** What brings it to that point, where orders alone do not: undone once it died there. */
    provoked?: (lab: Lab) => { begin(): Promise<void>; end(): Promise<void> };
  } = {},
): FaultKind => ({
  name: `crash-${point}`,
  title,
  what: `SIGKILL of the ${roleNames[role]} service ${when}; its supervisor starts it again`,
  ...more,
  atOnce: true,
  create(context) {
    const { lab } = context;
    let armed: number | null = null;
    let customers: Promise<void> | null = null;
    const provocation = provoked?.(lab);
    /** New ones again and again: whoever called it while it was being started was refused, and does not come back. */
    async function help(): Promise<void> {
      for (const began = performance.now(); !death() && performance.now() < began + DEATH_DEADLINE_MS; ) {
        await placeInsistently(context, ORDERS).catch(() => {}); // inventory died as it was asked for its products
        await setTimeout(NEXT_ORDERS_MS);
      }
    }
    const death = () => lab.service(role).ends.find(({ pid }) => pid === armed && armed !== null);
    return {
      async inject() {
        const service = lab.service(role);
        await service.stop();
        await service.start({ LAB_CRASH_POINT: point });
        armed = service.pid;
        await provocation?.begin();
        const began = performance.now();
        while (!death() && performance.now() < began + DEATH_DEADLINE_MS) {
          await setTimeout(LOOK_EVERY_MS);
          if (performance.now() > began + HELP_AFTER_MS) customers ??= help();
        }
        if (!death())
          throw new Error(`The ${roleNames[role]} service did not reach ${point} within ${DEATH_DEADLINE_MS} ms.`);
      },
      async heal() {
        await provocation?.end();
        await lab.ready();
        await customers;
      },
      async witness() {
        const end = death();
        const after = lab.service(role).pid;
        const itself = end && !end.asked && end.signal === 'SIGKILL';
        return itself && after !== null ? `pid ${armed} ended by SIGKILL at ${point}, then ${after}` : null;
      },
    };
  },
});
