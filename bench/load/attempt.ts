import type { ClientRequest } from 'node:http';
import type { PlaceOrder } from '../../common/contracts/orders.ts';
import type { Tally } from './tally.ts';

/** One request in flight. Times are nanoseconds after the schedule's start. */
export interface Attempt {
  tally: Tally;
  intendedNs: number;
  /** When it had a connection; null while it waits for one. */
  connectedNs: number | null;
  request: ClientRequest | null;
  order: { key: string; value: PlaceOrder } | null;
}
