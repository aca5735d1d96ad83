import type { TrialRecord } from '../../record/trial-record.ts';
import { voidedBy } from '../../record/trial-use.ts';
import { showsWorth, speaksForRun } from '../../report/figures/outcome.ts';
import { whyWords } from '../../report/words/reason-words.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';

/** One line for the terminal: what is about to be run. */
export function describePlan({ mode, experiment, fault, load, without, variation }: TrialPlan): string {
  const varied = variation ? `: ${variation.kind} ${variation.value}` : '';
  const what = experiment === 'failure' ? `failure: ${fault.name}` : `${experiment}${varied}`;
  const off = without.length > 0 ? ` without ${without.join(', ')}` : '';
  return `${mode.name}, ${what}${off}, ${load.ratePerSecond} orders/s for ${load.warmUpSeconds + load.seconds} s`;
}

/** One line for the terminal: what came of it. */
export function describeResult({ trial }: TrialRecord): string {
  const { accepted, sent } = trial.requests;
  const p50 = trial.latency?.completion.p50;
  const completion = p50 === null || p50 === undefined ? '' : `, completion p50 ${(p50 / 1000).toFixed(1)} ms`;
  const voided = voidedBy(trial);
  const judged = `${accepted} of ${sent} accepted${completion}, ${verdictsOf(trial)}`;
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
