import type { Moment } from '../../../common/observe/stamps.ts';
import { type Acting, calls, callsOnTheWay, events, eventsOnTheWay } from '../../../common/workflow/message-table.ts';
import type { Trial } from '../../record/run-file.ts';

type Lane = NonNullable<Trial['story']>['stages'][number]['lane'];

/** One leg of an order's way to completion: it ends when this stamp was made. */
export interface Leg {
  role: Acting;
  moment: Moment;
  /** What the stamp may be of: the outcome of an order decides. */
  of: readonly string[];
  /** Who had the order meanwhile, and what happened to it. */
  lane: Lane;
  what: string;
  /** The stamp may come after the next one; then both legs are one, called so. */
  mayCross?: string;
}

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
const published = (role: Acting, of: readonly string[]): Leg => ({
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
 *
 * What the last one tells comes after the completion.
 */
export const eventLegs: Leg[] = eventsOnTheWay().flatMap((of, index, way): Leg[] => {
  const before = way[index - 1];
  const role = events[of[0] as keyof typeof events].from;
  const handled: Leg[] = before
    ? [{ role, moment: 'received', of: before, lane: 'broker', what: 'queue wait' }]
    : [arrived, { role, moment: 'decided', of, lane: role, what: 'handler' }];
  if (index === way.length - 1) return [...handled, notified];
  return [
    ...handled,
    { role, moment: 'committed', of, lane: role, what: before ? 'handle and commit' : 'store commit' },
    { role, moment: 'handed-over', of, lane: role, what: 'outbox wait' },
    published(role, of),
  ];
});

/**
 * With calls, the order service asks one after the other and waits in between.
 *
 *   client ─▶ orders ─/reserve─▶ inventory ─▶ orders ─/send─▶ notifications
 */
export const callLegs: Leg[] = callsOnTheWay().flatMap((kind, index, way): Leg[] => {
  const { from, to } = calls[kind];
  const of = [kind];
  const made: Leg[] = [
    { role: from, moment: 'committed', of, lane: from, what: index === 0 ? 'store commit' : 'settle and commit' },
    { role: from, moment: 'handed-over', of, lane: from, what: 'between commit and call' },
    { role: to, moment: 'received', of, lane: from, what: 'call on its way' },
  ];
  if (index === 0) made.unshift(arrived, { role: from, moment: 'decided', of, lane: from, what: 'handler' });
  if (index === way.length - 1) return [...made, notified];
  return [
    ...made,
    { role: to, moment: 'committed', of, lane: to, what: 'handle and commit' },
    { role: to, moment: 'answered', of, lane: to, what: 'between commit and answer' },
    { role: from, moment: 'confirmed', of, lane: from, what: 'answer on its way' },
  ];
});
