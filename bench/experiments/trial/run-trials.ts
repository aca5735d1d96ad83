import type { Session } from '../../lab/session.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { lanesOf } from '../plan/lanes.ts';
import { endsBlock, needsRepeat, repeatOf } from '../plan/repeat.ts';
import { type Earlier, resolvePlan } from '../plan/resolve-plan.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { failedTrial } from './failed-trial.ts';
import { progressOf } from './progress.ts';
import { describePlan, describeResult } from './say-trial.ts';
import { runTrial } from './trial.ts';

/** What is told while trials run. */
interface Listener {
  /** A trial came to its end, or to nothing. */
  ended(record: TrialRecord): Promise<void>;
  skipped(plan: TrialPlan, because: string): void;
  /** The turn of this place in the plan is over, whatever came of it: the next one waits. */
  after(index: number): Promise<void>;
  /** Seconds that `after` takes there, for the estimate. */
  secondsAfter(index: number): number;
}

/**
 * Runs every plan in its turn and hands over each trial as it ends. One that cannot be run to its end is handed over as
 * such, and the others go on; when that happens to all of them, throws what the first one met. One that depends on an
 * earlier trial which came to nothing is skipped. What must be repeated is, at the end of its block.
 */
export async function runTrials(
  session: Session,
  plans: readonly TrialPlan[],
  options: TrialOptions,
  { ended, skipped, after, secondsAfter }: Listener,
): Promise<void> {
  const { say, signal } = session;
  const progress = progressOf(plans, (plan) => secondsAfter(plans.indexOf(plan)));
  const failures: unknown[] = [];
  const earlier: Earlier[] = [];
  const repeats: { plan: TrialPlan; repeats: string }[] = [];
  say(`${plans.length} trials, about ${progress.totalMinutes} minutes.`);

  async function run(planned: TrialPlan, more: Pick<TrialRecord['trial'], 'repeats'> = {}): Promise<void> {
    const plan = resolvePlan(planned, earlier);
    if (typeof plan === 'string') {
      say(`${progress.begin()} ${describePlan(planned)}: skipped, ${plan}`);
      progress.end(planned);
      skipped(planned, plan);
      return;
    }
    say(`${progress.begin()} ${describePlan(plan)}${more.repeats ? ', once more' : ''} …`);
    const found = await runTrial(session, plan, options).catch((error: unknown) => {
      if (signal.aborted) throw error;
      failures.push(error);
      return failedTrial(plan, error);
    });
    const record = { ...found, trial: { ...found.trial, ...more } };
    progress.end(planned);
    earlier.push({ trial: record.trial, latencies: record.latencies });
    say(
      `        ${plan.beside && !plan.alone ? `${plan.mode.name}, ${plan.fault.name}: ` : ''}${describeResult(record)}`,
    );
    await ended(record);
    if (needsRepeat(record.trial)) repeats.push({ plan: repeatOf(planned), repeats: planned.id });
  }

  async function runLane(lane: readonly TrialPlan[]): Promise<void> {
    for (const planned of lane) {
      if (signal.aborted) return;
      await run(planned);
      if (endsBlock(plans, planned)) for (const { plan, ...more } of repeats.splice(0)) await run(plan, more);
      await after(plans.indexOf(planned));
    }
  }

  for (const lanes of lanesOf(plans)) await Promise.all(lanes.map(runLane));
  if (plans.length > 0 && failures.length === plans.length) throw failures[0];
}
