import type { Session } from '../../lab/session.ts';
import { voidByLoss } from '../../record/accounting.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { runReplayTrial } from '../replay/replay-trial.ts';
import { searchCapacity } from './capacity-search.ts';
import { measureTrial } from './measure-trial.ts';

/** One trial from fresh stores, queues and topics to its verdicts. */
export async function runTrial(session: Session, plan: TrialPlan, options: TrialOptions): Promise<TrialRecord> {
  if (plan.replay) return runReplayTrial(session, plan, plan.replay, options);
  const search = plan.latency?.search;
  if (search) return searchCapacity(plan, search, (part, hooks) => measureTrial(session, part, options, hooks));
  const { record } = await measureTrial(session, plan, options);
  return { ...record, trial: voidByLoss(record.trial) };
}
