import type { Notification } from '../../../common/contracts/notifications.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import type { Phase } from '../../load/load-options.ts';
import type { LoadResult } from '../../load/load-result.ts';
import { type CapacityStep, isJudged } from '../../record/capacity.ts';
import type { SearchSize } from '../plan/latency-size.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { type Climbed, drive, type Stage } from './capacity-load.ts';
import type { Climb } from './capacity-search.ts';
import { capacityStep } from './capacity-step.ts';
import { type Journey, journeysOf } from './journey.ts';

/** What a new load gets to flow evenly through a lab that is warm. */
const SETTLE_S = 1;

/** Climbs on this lab. Every load of it is put into `loads`. */
export const climbOn =
  (
    session: Session,
    plan: Pick<TrialPlan, 'id' | 'number' | 'seed'>,
    search: SearchSize,
    stage: Omit<Stage, 'sloMs'>,
    loads: Climbed[],
  ): Climb =>
  async (name, rates, seconds) => {
    const phases = phasesOf(search, loads.length === 0, rates, seconds);
    const climbed = await drive(session, plan, { ...stage, sloMs: search.sloMs }, name, phases);
    loads.push(climbed);
    const url = `${stage.lab.urls['notifications']}/notifications`;
    const notifications = await getAll<Notification>(url, 'notifications', 'after');
    return stepsOf(climbed, journeysOf(climbed.operations, { notifications }), null, search.sloMs);
  };

function phasesOf(search: SearchSize, first: boolean, rates: readonly number[], seconds: number): Phase[] {
  const [rate = search.from] = rates;
  const before: Phase = first
    ? {
        name: 'warm-up',
        ratePerSecond: search.from,
        seconds: search.warmUpSeconds,
        measured: false,
        endsWhenSteady: true,
      }
    : { name: 'settle', ratePerSecond: rate, seconds: SETTLE_S, measured: false };
  return [
    before,
    ...rates.map((ratePerSecond) => ({ name: `step-${ratePerSecond}`, ratePerSecond, seconds, measured: true })),
  ];
}

/** Every step that can be judged; the last one may have been cut short because it broke. */
export const stepsOf = (
  climbed: Climbed,
  journeys: readonly Journey[],
  stored: ReadonlySet<string> | null,
  sloMs: number,
): CapacityStep[] => begun(climbed).map((phase) => capacityStep(phase, climbed.result, journeys, stored, sloMs));

/** Those that were begun, without one that was cut off before it could be judged: too soon, or for what was seen in the one before. */
export function begun({ result, tooMuch }: Pick<Climbed, 'result' | 'tooMuch'>): LoadResult['phases'] {
  const steps = result.phases.filter(({ measured, counts }) => measured && counts.sent > 0);
  const last = tooMuch === null ? -1 : steps.findIndex(({ name }) => name === tooMuch);
  const upTo = last < 0 ? steps : steps.slice(0, last + 1);
  return upTo.filter((step) => !(result.stoppedEarly && step === steps.at(-1) && !isJudged(step)));
}
