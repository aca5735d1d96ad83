import type { ClientRequest } from 'node:http';
import type { PlaceOrder } from '../../common/contracts/orders.ts';
import type { Tally } from './tally.ts';

/**
 * One request under way. Times are nanoseconds after the schedule's start, and follow one another without a gap:
 *
 *   intended ── send delay ─▶ handed ── connection ─▶ ready ── service ─▶ ended
 */
export interface Attempt {
  tally: Tally;
  intendedNs: number;
  /** It got an open connection, or one began to be opened for it. Null while the generator keeps it waiting. */
  handedNs: number | null;
  /** Its connection stood, so that it was written; the same as `handedNs` on one that was open. */
  readyNs: number | null;
  request: ClientRequest | null;
  order: { key: string; value: PlaceOrder } | null;
}
