import { isDead } from '../../brokers/is-dead.ts';
import type { Session } from '../../lab/session.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import { voidByLoss, voidedBy } from '../../record/trial-use.ts';
import { showsWorth, speaksForRun } from '../../report/figures/outcome.ts';
import { doorWords } from '../../report/words/door-words.ts';
import { rate } from '../../report/words/format.ts';
import { whyWords } from '../../report/words/reason-words.ts';
import { cellWords } from '../../report/words/work-words.ts';
import { measureCluster } from '../cluster/measure-cluster.ts';
import { lanesOf } from '../plan/lanes.ts';
import { type Earlier, endsBlock, needsRepeat, repeatOf, resolvePlan } from '../plan/resolve-plan.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { keyOf } from '../plan/work-ask.ts';
import { runReplayTrial } from '../replay/replay-trial.ts';
import { sagaOnce } from '../saga/saga-once.ts';
import { measureWayBack } from '../way-back/measure-way-back.ts';
import { searchCapacity } from './capacity-lab.ts';
import { failedTrial } from './failed-trial.ts';
import { measureTrial } from './measure-trial.ts';
import { measureWork } from './measure-work.ts';
import { progressOf } from './progress.ts';

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
    const found = await runTrial(session, plan, options).catch(async (error: unknown) => {
      if (signal.aborted) throw error;
      failures.push(error);
      await session.renew(plan.mode, isDead); // the trials after this one get another
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

/** One trial from fresh stores, queues and topics to its verdicts. */
async function runTrial(session: Session, plan: TrialPlan, options: TrialOptions): Promise<TrialRecord> {
  if (plan.replay) return runReplayTrial(session, plan, plan.replay, options);
  if (plan.cluster) return measureCluster(session, plan, plan.cluster, options);
  if (plan.wayBack) return measureWayBack(session, plan, plan.wayBack, options);
  if (plan.saga) return sagaOnce(session, plan, plan.saga, options);
  const search = plan.latency?.search;
  if (plan.work?.looks === 'rates') return measureWork(session, plan, plan.work, options);
  const record = search
    ? await searchCapacity(session, plan, search, options)
    : await measureTrial(session, plan, options);
  return { ...record, trial: voidByLoss(record.trial) };
}

/** One line for the terminal: what is about to be run. */
function describePlan({
  mode,
  experiment,
  fault,
  load,
  without,
  variation,
  work,
  cluster,
  door,
  wayBack,
  saga,
}: TrialPlan): string {
  const cell = work ? `: ${cellWords(keyOf(work))}` : '';
  const varied = variation ? `: ${variation.kind} ${variation.value}` : '';
  const through = door ? `: ${doorWords[door.door]}${door.again ? ', once more' : ''}` : '';
  const what =
    experiment === 'failure' || cluster
      ? `${experiment}: ${fault.name}`
      : `${experiment}${varied}${cell}${through}${saga ? `: ${saga.shape}${saga.again ? ', once more' : ''}` : ''}`;
  const off = without.length > 0 ? ` without ${without.join(', ')}` : '';
  const each =
    cluster?.looks === 'records' ? 'records of each setting/s' : wayBack ? 'orders/s, shared by the ways,' : 'orders/s';
  return `${mode.name}, ${what}${off}, ${load.ratePerSecond} ${each} for ${load.warmUpSeconds + load.seconds} s`;
}

/** One line for the terminal: what came of it. */
function describeResult({ trial }: TrialRecord): string {
  const { accepted, sent } = trial.requests;
  const p50 = trial.latency?.completion.p50;
  const completion = p50 === null || p50 === undefined ? '' : `, completion p50 ${(p50 / 1000).toFixed(1)} ms`;
  const voided = voidedBy(trial);
  const above = trial.work?.above ? `, at most ${rate(trial.work.above.completedPerSecond)}/s` : '';
  const losses = (trial.cluster?.settings ?? []).filter(({ lost }) => lost > 0);
  const lost = losses.map((one) => `, ${one.setting} lost ${one.lost} of ${one.acknowledged}`).join('');
  const judged = `${accepted} of ${sent} accepted${completion}${above}${lost}, ${verdictsOf(trial)}`;
  return `${judged}${voided ? `, VOID: ${whyWords(voided)}` : ''}`;
}

function verdictsOf(trial: TrialRecord['trial']): string {
  const bad = trial.verdicts.filter(({ outcome }) => outcome === 'violated' || outcome === 'unknown');
  const said = bad.map(({ check, outcome }) => `${check} ${outcome}`).join(', ');
  const worth = showsWorth(trial);
  const violated = bad.filter(({ outcome }) => outcome === 'violated').map(({ check }) => check);
  if (worth === true) return `violated without its protection, as expected: ${violated.join(', ')}`;
  if (worth === false) return `expected ${trial.expects?.join(' or ')} to be violated: ${said || 'every check holds'}`;
  if (!speaksForRun(trial)) return 'what the protection costs';
  if (trial.verdicts.length === 0) return 'not judged';
  return bad.length === 0 ? 'every check holds' : said;
}
