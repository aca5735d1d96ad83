import { pathToFileURL } from 'node:url';
import type { Evidence } from '../../record/history.ts';
import { checkers } from '../all.ts';
import type { Checker } from '../checker.ts';
import { judge } from '../judge.ts';
import type { Corruption, Finished } from './corruptions/corruption.ts';
import { corruptions } from './corruptions.ts';
import { goodHistory } from './good-history.ts';
import { Random } from './random.ts';

export interface MutationScore {
  check: string;
  /** How many corruptions were tried, of how many kinds. */
  corruptions: number;
  kinds: number;
  flagged: number;
  /** Good histories that the check did not find good, of all that were generated. */
  falseAlarms: number;
  /** What went unnoticed or alarmed falsely, with the seed that shows it. */
  misses: string[];
}

export interface MutationScoreOptions {
  /** Default 40. */
  corruptionsPerCheck?: number;
  /** Default 1,000. */
  goodHistories?: number;
}

/** A kind that finds something to break in fewer than one of so many histories counts as missed. */
const SEEDS_PER_CORRUPTION = 100;

/** Breaks good evidence in every known way and counts what each check notices; then counts its false alarms. */
export function mutationScore({
  corruptionsPerCheck = 40,
  goodHistories = 1000,
}: MutationScoreOptions = {}): MutationScore[] {
  const falseAlarms = countFalseAlarms(goodHistories);
  return Array.from(checkers.values(), (checker) => {
    const kinds = corruptions.get(checker.name) ?? [];
    const score: MutationScore = {
      check: checker.name,
      corruptions: 0,
      kinds: kinds.length,
      flagged: 0,
      falseAlarms: falseAlarms.get(checker.name)?.length ?? 0,
      misses: [...(falseAlarms.get(checker.name) ?? [])],
    };
    for (const kind of kinds) tryKind(checker, kind, Math.ceil(corruptionsPerCheck / kinds.length), score);
    return score;
  });
}

function tryKind(checker: Checker, kind: Corruption, times: number, score: MutationScore): void {
  let tried = 0;
  for (let seed = 0; tried < times; seed++) {
    if (seed === times * SEEDS_PER_CORRUPTION) {
      score.corruptions += times - tried;
      score.misses.push(`${kind.name}: something to break in ${tried} of ${seed} histories`);
      return;
    }
    const broken = structuredClone(goodEvidence(seed));
    if (!kind.corrupt(broken, new Random(seed))) continue;
    tried++;
    score.corruptions++;
    const { outcome } = checker.check(broken);
    if (outcome === kind.expected) score.flagged++;
    else score.misses.push(`${kind.name} (seed ${seed}): ${outcome} instead of ${kind.expected}`);
  }
}

/** Good evidence by its seed, kept: every kind of corruption starts from a copy of the same few. */
const kept = new Map<number, Finished>();
function goodEvidence(seed: number): Finished {
  const known = kept.get(seed) ?? finished(goodHistory({ seed }));
  kept.set(seed, known);
  return known;
}

function finished(evidence: Evidence): Finished {
  if (!evidence.final) throw new Error('expected good evidence to have its final reads');
  return { ...evidence, final: evidence.final };
}

function countFalseAlarms(goodHistories: number): Map<string, string[]> {
  const alarms = new Map<string, string[]>();
  for (let seed = 0; seed < goodHistories; seed++) {
    for (const { check, outcome, because } of judge(goodHistory({ seed })).verdicts) {
      if (outcome === 'holds' || outcome === 'not-applicable') continue;
      alarms.set(check, [...(alarms.get(check) ?? []), `false alarm (seed ${seed}): ${outcome}, ${because}`]);
    }
  }
  return alarms;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const scores = mutationScore();
  console.table(
    scores.map(({ check, kinds, corruptions, flagged, falseAlarms }) => ({
      check,
      kinds,
      corruptions,
      flagged,
      falseAlarms,
    })),
  );
  for (const { check, misses } of scores) for (const miss of misses) console.error(`${check}: ${miss}`);
  process.exitCode = scores.some(({ misses }) => misses.length > 0) ? 1 : 0;
}
