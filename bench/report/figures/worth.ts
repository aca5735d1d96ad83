import { type Protection, protectionNames } from '../../../common/base/protections.ts';
import { worst } from '../../checkers/judge.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { ModeName, RunFile, Trial } from '../../record/run-file.ts';
import { isVoid } from '../../record/trial-use.ts';
import type { Outcome, Verdict } from '../../record/verdict.ts';
import { mergedFigures, usable } from './groups.ts';
import { type JudgedOutcome, showsWorth } from './outcome.ts';

/** One protection in one mode, under the fault it is there for. */
export interface WorthRow {
  protection: string;
  mode: ModeName;
  fault: string;
  checks: string[];
  /** The named checks with everything on; null: that fault was not run in this mode. */
  withIt: { outcome: JudgedOutcome; seeds: number; broken: Broken[] } | null;
  /** The same checks with this one protection off, with how often each rule was broken. */
  without: { broken: Broken[]; seen: { check: string; outcome: Outcome }[] };
  /** False: nothing came of switching it off, so that nothing is proved. */
  shown: boolean;
}

/** A violated check and its findings over all these trials. */
export interface Broken {
  check: string;
  findings: number;
}

/** The proofs of a run, one row per protection, mode and fault; modes in their order. */
export function worthOf({ modes, trials }: RunFile): WorthRow[] {
  const proofs = new Map<string, Trial[]>();
  for (const trial of trials.filter((each) => each.kind === 'proof' && each.experiment === 'failure')) {
    const key = [trial.without.join(', '), modes.indexOf(trial.mode), trial.fault].join(' ');
    proofs.set(key, [...(proofs.get(key) ?? []), trial]);
  }
  const rows = [...proofs.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [worthRow(first, group, trials)];
  });
  const rank = ({ protection }: WorthRow) => protectionNames.indexOf(protection as Protection);
  return rows.sort(
    (a, b) => rank(a) - rank(b) || modes.indexOf(a.mode) - modes.indexOf(b.mode) || (a.fault < b.fault ? -1 : 1),
  );
}

function worthRow({ mode, fault, without }: Trial, proofs: Trial[], trials: Trial[]): WorthRow {
  const checks = [...new Set(proofs.flatMap(({ expects }) => expects ?? []))];
  const twins = trials.filter(
    (each) => each.experiment === 'failure' && each.mode === mode && each.fault === fault && each.kind === 'ordinary',
  );
  const named = (of: Trial[]) => of.flatMap(({ verdicts }) => verdicts.filter(({ check }) => checks.includes(check)));
  const [on, off] = [named(twins), named(proofs)];
  return {
    protection: without.join(', '),
    mode,
    fault,
    checks,
    withIt: twins.length === 0 ? null : { outcome: worst(on), seeds: twins.length, broken: brokenIn(on) },
    without: { broken: brokenIn(off), seen: off.map(({ check, outcome }) => ({ check, outcome })) },
    shown: proofs.every((proof) => showsWorth(proof) === true),
  };
}

function brokenIn(verdicts: Verdict[]): Broken[] {
  const violated = verdicts.filter(({ outcome }) => outcome === 'violated');
  return [...new Set(violated.map(({ check }) => check))].map((check) => ({
    check,
    findings: violated.filter((each) => each.check === check).reduce((sum, each) => sum + each.findings, 0),
  }));
}

/** What a protection costs in one mode while nothing goes wrong. */
export interface CostRow {
  protection: string;
  mode: ModeName;
  /** Usable trials of each; with none of either there is no figure. */
  repetitions: { without: number; withIt: number };
  void: boolean;
  /** Orders per core-second; null: not measured. */
  perCoreSecond: Change | null;
  /** Milliseconds. */
  completionP50: Change | null;
}

export interface Change {
  without: number;
  withIt: number;
  percent: number;
  /** The repetitions of the two lie wholly apart, and there are enough for that to be no chance. */
  shown: boolean;
}

/** One row per mode and protection that was left out for the comparison. */
export function costsOf(folder: RunFolder): CostRow[] {
  const { modes, trials } = folder.run;
  const costs = trials.filter((trial) => trial.kind === 'cost');
  const names = [...new Set(costs.map(({ without }) => without.join(', ')).filter((name) => name !== ''))];
  return names.flatMap((protection) =>
    modes.flatMap((mode) => {
      const own = costs.filter((trial) => trial.mode === mode);
      const off = own.filter(({ without }) => without.join(', ') === protection);
      const on = own.filter(({ without }) => without.length === 0);
      if (off.length === 0 || on.length === 0) return [];
      const [without, withIt] = [usable(off), usable(on)];
      const repetitions = { without: without.length, withIt: withIt.length };
      const compared = (figure: (trials: Trial[]) => Repeated) => change(figure(without), figure(withIt));
      return [
        {
          protection,
          mode,
          repetitions,
          void: [...off, ...on].some(isVoid),
          perCoreSecond: compared((of) => perCoreSecond(of)),
          completionP50: compared((of) => completionP50(folder, of)),
        },
      ];
    }),
  );
}

/** One figure of all repetitions, and that of each. */
interface Repeated {
  value: number | null;
  repeated: number[];
}

function perCoreSecond(trials: Trial[]): Repeated {
  const repeated = trials.flatMap(({ ordersPerCoreSecond }) => ordersPerCoreSecond ?? []);
  return { value: middle(repeated), repeated };
}

function completionP50(folder: RunFolder, trials: Trial[]): Repeated {
  const repeated = trials.flatMap(({ latency }) => latency?.completion.p50 ?? []).map((us) => us / 1000);
  const p50 = mergedFigures(folder, trials, 'completion')?.p50 ?? null;
  return { value: p50 === null ? null : p50 / 1000, repeated };
}

function change(without: Repeated, withIt: Repeated): Change | null {
  if (without.value === null || withIt.value === null || without.value === 0) return null;
  const percent = (100 * (withIt.value - without.value)) / without.value;
  return { without: without.value, withIt: withIt.value, percent, shown: apart(without.repeated, withIt.repeated) };
}

const FEWEST = 4;

/** Lying apart by chance alone has the probability 2/C(n+m, n): below 5% from four repetitions each (Mann and Whitney 1947). */
function apart(a: number[], b: number[]): boolean {
  if (Math.min(a.length, b.length) < FEWEST) return false;
  return Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a);
}

/** The median: one disturbed repetition must not speak for all. */
function middle(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
