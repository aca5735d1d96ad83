import type { Moment } from '../../../common/observe/stamps.ts';
import type { Trial } from '../../record/run-file.ts';

type Lane = NonNullable<Trial['story']>['stages'][number]['lane'];

/** One leg of an order's way to completion: it ends when this stamp was made. */
export interface Leg {
  role: 'orders' | 'inventory' | 'notifications';
  moment: Moment;
  /** What the stamp may be of: the outcome of an order decides. */
  of: string[];
  /** Who had the order meanwhile, and what happened to it. */
  lane: Lane;
  what: string;
  /** The stamp may come after the next one; then both legs are one, called so. */
  mayCross?: string;
}

const outcome = ['InventoryReserved', 'InventoryFailed'];
const arrived: Leg = {
  role: 'orders',
  moment: 'received',
  of: ['orders', 'order'],
  lane: 'client',
  what: 'request on its way',
};
const notified: Leg = {
  role: 'notifications',
  moment: 'committed',
  of: ['order-confirmed', 'order-rejected'],
  lane: 'notifications',
  what: 'handle and commit',
};

/** A consumer can have a message before its publisher has the confirm. */
const published = (role: Leg['role'], of: string[]): Leg => ({
  role,
  moment: 'confirmed',
  of,
  lane: 'broker',
  what: 'publish and confirm',
  mayCross: 'publish and queue wait',
});

/**
 * With events, notifications listens to inventory itself: the order service settles its row beside this way, not on it.
 *
 *   client ─▶ orders ─OrderPlaced─▶ broker ─▶ inventory ─InventoryReserved or -Failed─▶ broker ─▶ notifications
 */
export const eventLegs: Leg[] = [
  arrived,
  { role: 'orders', moment: 'decided', of: ['OrderPlaced'], lane: 'orders', what: 'handler' },
  { role: 'orders', moment: 'committed', of: ['OrderPlaced'], lane: 'orders', what: 'store commit' },
  { role: 'orders', moment: 'handed-over', of: ['OrderPlaced'], lane: 'orders', what: 'outbox wait' },
  published('orders', ['OrderPlaced']),
  { role: 'inventory', moment: 'received', of: ['OrderPlaced'], lane: 'broker', what: 'queue wait' },
  { role: 'inventory', moment: 'committed', of: outcome, lane: 'inventory', what: 'handle and commit' },
  { role: 'inventory', moment: 'handed-over', of: outcome, lane: 'inventory', what: 'outbox wait' },
  published('inventory', outcome),
  { role: 'notifications', moment: 'received', of: outcome, lane: 'broker', what: 'queue wait' },
  notified,
];

/**
 * With calls, the order service asks one after the other and waits in between.
 *
 *   client ─▶ orders ─/reserve─▶ inventory ─▶ orders ─/send─▶ notifications
 */
export const callLegs: Leg[] = [
  arrived,
  { role: 'orders', moment: 'decided', of: ['reserve'], lane: 'orders', what: 'handler' },
  { role: 'orders', moment: 'committed', of: ['reserve'], lane: 'orders', what: 'store commit' },
  { role: 'orders', moment: 'handed-over', of: ['reserve'], lane: 'orders', what: 'between commit and call' },
  { role: 'inventory', moment: 'received', of: ['reserve'], lane: 'orders', what: 'call on its way' },
  { role: 'inventory', moment: 'committed', of: ['reserve'], lane: 'inventory', what: 'handle and commit' },
  { role: 'inventory', moment: 'answered', of: ['reserve'], lane: 'inventory', what: 'between commit and answer' },
  { role: 'orders', moment: 'confirmed', of: ['reserve'], lane: 'orders', what: 'answer on its way' },
  { role: 'orders', moment: 'committed', of: ['send'], lane: 'orders', what: 'settle and commit' },
  { role: 'orders', moment: 'handed-over', of: ['send'], lane: 'orders', what: 'between commit and call' },
  { role: 'notifications', moment: 'received', of: ['send'], lane: 'orders', what: 'call on its way' },
  notified,
];
