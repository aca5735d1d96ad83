import type { Session } from '../process/session.ts';
import { failedTrial } from './failed-trial.ts';
import { lanesOf } from './lanes.ts';
import { progressOf } from './progress.ts';
import { type Earlier, resolvePlan } from './resolve-plan.ts';
import { describePlan, describeResult } from './say-trial.ts';
import { runTrial } from './trial.ts';
import type { TrialOptions, TrialPlan } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';

/**
 * Runs every plan in its turn and hands over each trial, with its place in the plan, as it ends. One that cannot be run
 * to its end is handed over as such, and the others go on; when that happens to all of them, throws what the first one
 * met. One that depends on an earlier trial which came to nothing is skipped.
 */
export async function runTrials(
  session: Session,
  plans: readonly TrialPlan[],
  options: TrialOptions,
  ended: (record: TrialRecord, index: number) => Promise<void>,
  skipped: (plan: TrialPlan, because: string) => void,
): Promise<void> {
  const { say, signal } = session;
  const progress = progressOf(plans);
  const failures: unknown[] = [];
  const earlier: Earlier[] = [];
  say(`${plans.length} trials, about ${progress.totalMinutes} minutes.`);

  async function run(lane: readonly TrialPlan[]): Promise<void> {
    for (const planned of lane) {
      if (signal.aborted) return;
      const plan = resolvePlan(planned, earlier);
      if (typeof plan === 'string') {
        say(`${progress.begin()} ${describePlan(planned)}: skipped, ${plan}`);
        progress.end(planned);
        skipped(planned, plan);
        continue;
      }
      say(`${progress.begin()} ${describePlan(plan)} …`);
      const record = await runTrial(session, plan, options).catch((error: unknown) => {
        if (signal.aborted) throw error;
        failures.push(error);
        return failedTrial(plan, error);
      });
      progress.end(planned);
      earlier.push({ trial: record.trial, latencies: record.latencies });
      say(
        `        ${plan.beside && !plan.alone ? `${plan.mode.name}, ${plan.fault.name}: ` : ''}${describeResult(record)}`,
      );
      await ended(record, plans.indexOf(planned));
    }
  }

  for (const lanes of lanesOf(plans)) await Promise.all(lanes.map(run));
  if (plans.length > 0 && failures.length === plans.length) throw failures[0];
}
