import { type Protection, protectionNames } from '../../../../common/base/protections.ts';
import { worst } from '../../../checkers/judge.ts';
import type { ModeName, RunFile, Trial } from '../../../record/run-file.ts';
import type { Verdict } from '../../../record/verdict.ts';
import { showsWorth } from '../../figures/outcome.ts';
import { count } from '../format.ts';
import { checkTitle, outcomeLabel } from '../words.ts';

/** One protection in one mode, under the fault it is there for. */
export interface WorthRow {
  protection: string;
  mode: ModeName;
  fault: string;
  checks: string[];
  /** The named checks with everything on; null: that fault was not run in this mode. */
  withIt: string | null;
  /** The same checks with this one protection off, with how often the rule was broken. */
  without: string;
  /** False: nothing came of switching it off, so that nothing is proved. */
  shown: boolean;
}

/** The proofs of a run, one row per protection, mode and fault; modes in their order. */
export function worthRows({ modes, trials }: RunFile): WorthRow[] {
  const proofs = new Map<string, Trial[]>();
  for (const trial of trials.filter((each) => each.kind === 'proof')) {
    const key = [trial.without.join(', '), modes.indexOf(trial.mode), trial.fault].join(' ');
    proofs.set(key, [...(proofs.get(key) ?? []), trial]);
  }
  const rows = [...proofs.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [rowOf(first, group, trials)];
  });
  const rank = ({ protection }: WorthRow) => protectionNames.indexOf(protection as Protection);
  return rows.sort(
    (a, b) => rank(a) - rank(b) || modes.indexOf(a.mode) - modes.indexOf(b.mode) || (a.fault < b.fault ? -1 : 1),
  );
}

function rowOf({ mode, fault, without }: Trial, proofs: Trial[], trials: Trial[]): WorthRow {
  const checks = [...new Set(proofs.flatMap(({ expects }) => expects ?? []))];
  const twins = trials.filter(
    (each) => each.experiment === 'failure' && each.mode === mode && each.fault === fault && each.kind === 'ordinary',
  );
  const named = (of: Trial[]) => of.flatMap(({ verdicts }) => verdicts.filter(({ check }) => checks.includes(check)));
  return {
    protection: without.join(', '),
    mode,
    fault,
    checks,
    withIt: twins.length === 0 ? null : withWords(named(twins), twins.length),
    without: withoutWords(named(proofs), checks),
    shown: proofs.every((proof) => showsWorth(proof) === true),
  };
}

function withWords(verdicts: Verdict[], seeds: number): string {
  const outcome = worst(verdicts);
  const over = seeds > 1 ? ` (${seeds} seeds)` : '';
  if (outcome === 'violated') return `${outcomeLabel.violated}: ${broken(verdicts)}${over}`;
  return `${outcomeLabel[outcome]}${over}`;
}

function withoutWords(verdicts: Verdict[], checks: string[]): string {
  const found = broken(verdicts);
  if (found !== '') return `✗ ${found}`;
  const seen = verdicts.map(({ check, outcome }) => `${check} ${outcomeLabel[outcome]}`);
  return `DID NOT FAIL: ${seen.join(', ') || `${checks.join(', ')} not judged`}`;
}

/** "orders never ended (stuck): 31" for each violated check, with its findings over all these trials. */
function broken(verdicts: Verdict[]): string {
  const violated = verdicts.filter(({ outcome }) => outcome === 'violated');
  return [...new Set(violated.map(({ check }) => check))]
    .map((check) => {
      const findings = violated.filter((each) => each.check === check).reduce((sum, each) => sum + each.findings, 0);
      return `${checkTitle(check)} (${check}): ${count(findings)}`;
    })
    .join('; ');
}
