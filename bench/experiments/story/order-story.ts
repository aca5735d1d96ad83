import type { Stamp } from '../../../common/observe/stamps.ts';
import { calls } from '../../../common/workflow/message-table.ts';
import type { Trial } from '../../record/run-file.ts';
import type { Journey } from '../trial/journey.ts';
import { callLegs, eventLegs, type Leg } from './story-path.ts';

type OrderStory = NonNullable<Trial['story']>;

/** What one service stamped. */
export interface RoleStamp extends Stamp {
  role: Leg['role'];
}

/** How far the stages may miss the measured completion: the stamps are made beside it, by three processes. */
const TOLERANCE = 0.05;

/** The order whose time to completion is the median's; null when none was completed. */
export function typicalJourney(journeys: readonly Journey[]): Journey | null {
  const completed = journeys
    .filter(({ outcome, orderId, completed: end }) => outcome === 'accepted' && orderId !== null && end !== null)
    .sort((a, b) => took(a) - took(b));
  return completed[Math.floor((completed.length - 1) / 2)] ?? null;
}

const took = ({ completed, intended }: Journey) => (completed ?? 0) - intended;

/**
 * Where the time of one order went, from the stamps of all services. Null when a stamp is missing or out of order, or
 * when the stages together are more than 5% off the completion that was measured without them.
 */
export function orderStory(stamps: readonly RoleStamp[], journey: Journey): OrderStory | null {
  const { orderId, intended, sent, completed } = journey;
  if (orderId === null || completed === null) return null;
  const ours = stamps.filter((stamp) => stamp.orderId === orderId).sort((a, b) => a.ns - b.ns);
  const stages: OrderStory['stages'] = [];
  let at = 0;
  const stage = (lane: Leg['lane'], what: string, to: number) => {
    stages.push({ lane, what, from: at, to });
    at = to;
  };
  if (sent !== null) stage('client', 'send delay', sent - intended);

  const legs = ours.some(({ of }) => of in calls) ? callLegs : eventLegs;
  const endOf = (leg: Leg | undefined) => (leg ? endAfter(ours, leg, intended, at) : null);
  let crossed: string | null = null;
  for (const [index, leg] of legs.entries()) {
    const end = endOf(leg);
    const next = endOf(legs[index + 1]);
    if (leg.mayCross && (end === null || (next !== null && end > next))) {
      crossed = leg.mayCross;
      continue;
    }
    if (end === null) return null;
    stage(leg.lane, crossed ?? leg.what, end);
    crossed = null;
  }
  const whole = tenths(completed - intended);
  const sum = stages.reduce((total, { from, to }) => total + (to - from), 0);
  return Math.abs(sum - whole) <= TOLERANCE * whole ? { orderId, stages, completed: whole } : null;
}

/** Of a microsecond. */
const tenths = (us: number) => Math.round(us * 10) / 10;

/** Microseconds after the intended send: the first stamp of this leg that is not before `from`. */
function endAfter(stamps: readonly RoleStamp[], { role, moment, of }: Leg, intended: number, from: number) {
  for (const stamp of stamps) {
    const at = tenths(stamp.ns / 1000 - intended);
    if (stamp.role === role && stamp.moment === moment && of.includes(stamp.of) && at >= from) return at;
  }
  return null;
}
