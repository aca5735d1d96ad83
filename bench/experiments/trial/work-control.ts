import type { Session } from '../../lab/session.ts';
import { aboveIn, mostHeld } from '../figures/work-figures.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { WorkAsk } from '../plan/work-ask.ts';
import { climbOn } from './capacity-climb.ts';
import type { Climbed } from './capacity-load.ts';
import { searchRate } from './capacity-search.ts';
import type { Journey } from './journey.ts';
import { journeysSoFar, type Offered, offerShare, stretchesOf, type WorkStage } from './work-load.ts';

/** The control: looks for the most that the machine holds where no order takes time, then takes latencies at a share of that. */
export async function offerMore(session: Session, plan: TrialPlan, ask: WorkAsk, stage: WorkStage): Promise<Offered> {
  const { search } = ask.size;
  const climbs: Climbed[] = [];
  const { steps } = await searchRate(search, climbOn(session, plan, search, stage, climbs));
  const stretches = climbs.flatMap(stretchesOf); // one for each step
  const most = (journeys: readonly Journey[]) =>
    mostHeld(steps.flatMap((step, at) => (stretches[at] ? [{ step, done: aboveIn(stretches[at], journeys, 0) }] : [])));

  const held = most(await journeysSoFar(stage.lab, climbs))?.completedPerSecond ?? search.from;
  const share = await offerShare(session, plan, ask, stage, held);
  return {
    loads: [...climbs, share],
    done(journeys) {
      const best = most(journeys);
      return best ? { ...best, atWork: null, workMs: null } : null;
    },
  };
}
