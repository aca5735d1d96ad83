import type { Settings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import type { WorkTime } from './work-time.ts';

/** What inventory does about each order beside its own commit, and how many orders at once. */
export interface WorkOptions {
  /** Null: nothing. */
  work?: WorkTime | null;
  concurrency?: number;
  ordering?: Settings['LAB_ORDERING'];
}

/** As the services are told. */
export const workSettings = ({ concurrency, ordering }: WorkOptions): Record<string, string> => ({
  ...(concurrency !== undefined && { LAB_CONCURRENCY: String(concurrency) }),
  ...(ordering !== undefined && { LAB_ORDERING: ordering }),
});

/** Throws when an order is asked for that none of these modes can promise. */
export function refuseUnknownOrdering(modes: readonly Mode[], { ordering }: WorkOptions): void {
  if (ordering === undefined || modes.some(({ atOnce }) => ordering in atOnce.orderings)) return;
  throw new Error(`Not in ${modes.map(({ name }) => name).join(', ')}: --ordering ${ordering}.`);
}
