import type { Notification } from '../../../common/contracts/notifications.ts';
import type { Lab } from '../../lab/lab.ts';
import { getAll } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import type { Phase } from '../../load/load-options.ts';
import type { WorkAbove } from '../../record/work-cell.ts';
import type { Stretch } from '../figures/work-figures.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { secondsOfShare, type WorkAsk } from '../plan/work-ask.ts';
import { begun } from './capacity-climb.ts';
import { type Climbed, drive, type Stage } from './capacity-load.ts';
import { type Journey, journeysOf } from './journey.ts';

export const phases = { warmUp: 'warm-up', share: 'share', above: 'above' } as const;

export type WorkStage = Omit<Stage, 'sloMs'>;

/** The loads of a cell, and what was done above the predicted rate, once it is known what became of every order. */
export interface Offered {
  loads: Climbed[];
  done(journeys: readonly Journey[]): WorkAbove | null;
}

export const phaseOf = (name: string, ratePerSecond: number, seconds: number): Phase => ({
  name,
  ratePerSecond,
  seconds,
  measured: true,
});

/** One for each step that can be judged; the last of a load may have been cut short. */
export const stretchesOf = (climbed: Climbed): Stretch[] =>
  begun(climbed).map((phase) => ({ result: climbed.result, phase, use: climbed.uses.get(phase.name) ?? [] }));

/** What has become of the orders of these loads until now. */
export async function journeysSoFar(lab: Lab, loads: readonly Climbed[]): Promise<Journey[]> {
  const url = `${lab.urls['notifications']}/notifications`;
  const notifications = await getAll<Notification>(url, 'notifications', 'after');
  return loads.flatMap(({ operations }) => journeysOf(operations, { notifications }));
}

/** At a share of what was done at most, so that nothing piles up: what latencies are told of. */
export function offerShare(
  session: Session,
  plan: TrialPlan,
  ask: WorkAsk,
  stage: WorkStage,
  mostPerSecond: number,
): Promise<Climbed> {
  const { sharePercent, warmUpSeconds } = ask.size;
  const rate = Math.max(1, Math.round((mostPerSecond * sharePercent) / 100));
  return drive(session, plan, { ...stage, sloMs: null }, 'share', [
    { ...phaseOf(phases.warmUp, rate, warmUpSeconds), measured: false, endsWhenSteady: true },
    phaseOf(phases.share, rate, secondsOfShare(ask)),
  ]);
}
