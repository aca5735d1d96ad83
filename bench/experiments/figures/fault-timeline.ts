import type { FaultTimeline } from '../../record/run-file.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { Suffered } from '../trial/inject-and-heal.ts';
import { countRequests, type Journey } from '../trial/journey.ts';
import { timelineOf } from '../watch/backlog.ts';
import { effectsOf } from './fault-effects.ts';

/** What the fault of a trial did over time, and what the client saw meanwhile; `from` is where measuring began. */
export function timelineFor(
  { injected, healed, witness }: Suffered,
  journeys: readonly Journey[],
  from: number,
  start: number,
  end: number,
  { seconds }: TrialPlan['load'],
): FaultTimeline {
  const during = journeys.filter(({ intended }) => intended >= injected && intended < healed);
  const loadEnd = from + seconds * 1e6;
  const last = Math.max(end, loadEnd);
  const timeline = timelineOf(journeys, start, { injected, healed, end: last, witness });
  const drained = timeline.drainedMs === null ? null : start + timeline.drainedMs * 1000;
  return {
    ...timeline,
    ...effectsOf(journeys, start, { injected, healed, drained, loadEnd, end: last }),
    clientDuringFault: countRequests(during),
  };
}
