import type { SettingOutcome } from '../../record/cluster-cell.ts';
import type { FinalReads } from '../../record/history.ts';

/**
 * For the checks: what of each setting was read, in their order; null: nobody could. Each is judged by itself, so nothing is said to
 * move: of which it is not known what they lost, those are named.
 */
export const readAtTheEnd = (
  outcomes: readonly Pick<SettingOutcome, 'setting' | 'unreadable' | 'unsettled'>[],
  read: readonly (readonly string[] | null)[],
): FinalReads => ({
  quiescent: true,
  stillMoving: [],
  catalogue: [],
  products: [],
  movements: [],
  orders: [],
  notifications: [],
  parked: [],
  messages: null,
  log: null,
  queues: null,
  written: read.flatMap((ids) => ids ?? []),
  unread: outcomes.flatMap(({ setting, unreadable }) => (unreadable ? [setting] : [])),
  unsettled: outcomes.flatMap(({ setting, unsettled }) => (unsettled ? [setting] : [])),
});
