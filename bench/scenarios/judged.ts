import { expect } from 'vitest';
import { judge } from '../checkers/judge.ts';
import { finalReads } from '../lab/final-reads.ts';
import { untilQuiescent } from '../lab/quiescence.ts';
import type { FinalReads, Operation, OwedAnswers } from '../record/history.ts';
import type { Verdict } from '../record/verdict.ts';
import type { TestLab } from './with-lab.ts';

const QUIESCENCE_MS = 40_000;

/** Notes that a fault happened, with what proves it. */
export function noteFault({ shop: { recorder } }: TestLab, name: string, evidence: string | null): void {
  recorder.note('fault', 'invoke', name, { phase: 'inject' });
  recorder.note('fault', 'ok', name, { phase: 'inject' });
  recorder.note('fault', 'ok', name, { phase: 'witness', happened: evidence !== null, evidence });
}

/** Waits until nothing moves; fails the test with what still does at the deadline. */
export async function comeToRest({ lab }: TestLab): Promise<void> {
  await lab.ready();
  expect(await untilQuiescent(lab, QUIESCENCE_MS)).toEqual([]);
}

/**
 * Waits until nothing moves, then lets all checkers look at the history (what the shop and a generator did) and the
 * final reads. Fails the test unless every check that applies holds. Returns what was read.
 */
export async function expectAllChecksToHold(
  testLab: TestLab,
  fault = 'none',
  generated: readonly Operation[] = [],
  callers: Omit<OwedAnswers, 'parked'> | null = null,
): Promise<FinalReads> {
  const { lab, mode, shop, catalogue } = testLab;
  await lab.ready();
  const stillMoving = await untilQuiescent(lab, QUIESCENCE_MS);
  const final = await finalReads(lab, catalogue, stillMoving, callers);
  const history = shop.recorder.mergedWith(generated);
  const { outcome, verdicts } = judge({ mode, fault, history, final });
  expect(verdicts.filter((verdict) => !passes(verdict)).map(describe)).toEqual([]);
  expect(outcome).toBe('holds');
  return final;
}

const passes = ({ outcome }: Verdict) => outcome === 'holds' || outcome === 'not-applicable';

const describe = ({ check, outcome, because, offending }: Verdict) =>
  `${check} is ${outcome}: ${because} ${offending.slice(0, 3).join(', ')}`;
