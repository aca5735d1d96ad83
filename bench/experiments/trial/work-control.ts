import type { Notification } from '../../../common/contracts/notifications.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { aboveIn, mostHeld } from '../figures/work-figures.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { WorkAsk } from '../plan/work-ask.ts';
import { climbOn } from './capacity-climb.ts';
import { type Climbed, drive } from './capacity-load.ts';
import { searchRate } from './capacity-search.ts';
import { type Journey, journeysOf } from './journey.ts';
import { type Offered, phaseOf, phases, stretchesOf, type WorkStage } from './work-load.ts';

/** The control: looks for the most that the machine holds without work, then takes latencies at a share of that. */
export async function offerMore(
  session: Session,
  plan: TrialPlan,
  { size }: WorkAsk,
  stage: WorkStage,
): Promise<Offered> {
  const { search, sharePercent, shareSeconds } = size;
  const climbs: Climbed[] = [];
  const { steps } = await searchRate(search, climbOn(session, plan, search, stage, climbs));
  const stretches = climbs.flatMap(stretchesOf); // one for each step
  const most = (journeys: readonly Journey[]) =>
    mostHeld(steps.flatMap((step, at) => (stretches[at] ? [{ step, done: aboveIn(stretches[at], journeys, 0) }] : [])));

  const url = `${stage.lab.urls['notifications']}/notifications`;
  const notifications = await getAll<Notification>(url, 'notifications', 'after');
  const operations = climbs.flatMap((climb) => climb.operations);
  const held = most(journeysOf(operations, { notifications }))?.completedPerSecond ?? search.from;
  const rate = Math.max(1, Math.round((held * sharePercent) / 100));
  const share = await drive(session, plan, { ...stage, sloMs: null }, 'share', [
    { ...phaseOf(phases.settle, rate, 1), measured: false },
    phaseOf(phases.share, rate, shareSeconds),
  ]);
  return {
    loads: [...climbs, share],
    done(journeys) {
      const best = most(journeys);
      return best ? { ...best, atWork: null, workMs: null, handMs: null } : null;
    },
  };
}
