import type { Broker } from './broker.ts';

/** One of ours that ran and did not come back. */
export const isDead = (broker: Broker | null): boolean => broker !== null && broker.owned && broker.pid() === null;
