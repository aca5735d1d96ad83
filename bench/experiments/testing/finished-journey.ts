import type { Journey } from '../trial/journey.ts';

/** The nth order: due at `intended`, sent on time, answered after 1 ms and completed after `waitUs`; null: never. Microseconds. */
export const finishedJourney = (n: number, intended: number, waitUs: number | null): Journey => ({
  key: `k-${n}`,
  intended,
  sent: intended,
  answered: intended + 1000,
  outcome: 'accepted',
  orderId: `o-${n}`,
  completed: waitUs === null ? null : intended + waitUs,
});
