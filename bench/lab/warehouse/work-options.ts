import type { Settings } from '../../../common/base/config.ts';
import type { Mode, Role } from '../../../common/mode.ts';
import { paying } from '../../../common/workflow/message-table.ts';
import { type Instances, roleNames } from '../instances.ts';
import type { WorkTime } from './work-time.ts';

/** What inventory does about each order beside its own commit, how many orders at once, and who shares the work. */
export interface WorkOptions {
  /** Null: nothing. */
  work?: WorkTime | null;
  concurrency?: number;
  /** How many processes a role has, where it is not one. */
  instances?: Instances;
  ordering?: Settings['LAB_ORDERING'];
}

/** As the services are told. */
export const workSettings = ({ concurrency, ordering }: WorkOptions): Record<string, string> => ({
  ...(concurrency !== undefined && { LAB_CONCURRENCY: String(concurrency) }),
  ...(ordering !== undefined && { LAB_ORDERING: ordering }),
});

/**
 * Throws when an order is asked for that none of these modes can promise, or instances of what none of them has. `isPaid`: their
 * orders are, so that each has a payment service, too.
 */
export function refuseUnknownWork(
  modes: readonly Mode[],
  { ordering, instances = {} }: WorkOptions,
  isPaid: boolean,
): void {
  const nowhere = (what: string) => new Error(`Not in ${modes.map(({ name }) => name).join(', ')}: ${what}.`);
  if (ordering !== undefined && !modes.some(({ atOnce }) => ordering in atOnce.orderings)) {
    throw nowhere(`--ordering ${ordering}`);
  }
  for (const role of Object.keys(instances) as Role[]) {
    const asked = `--instances ${roleNames[role]}=${instances[role]}`;
    if (role === paying) {
      if (!isPaid) throw new Error(`Only where orders are paid, with --payment: ${asked}.`);
    } else if (!modes.some(({ services }) => services.some((service) => service.role === role))) throw nowhere(asked);
  }
}
