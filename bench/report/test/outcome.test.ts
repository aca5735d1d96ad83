import { expect, test } from 'vitest';
import { bareVerdict } from '../../checkers/testing/bare-verdict.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import type { Outcome } from '../../record/verdict.ts';
import { judgements, runOutcome } from '../figures/outcome.ts';

const trial = (outcomes: Record<string, Outcome>, more: Partial<Trial> = {}) =>
  ({
    without: [],
    expects: null,
    verdicts: Object.entries(outcomes).map(([check, outcome]) => bareVerdict(check, outcome)),
    ...more,
  }) as unknown as Trial;
const run = (...trials: Trial[]) => ({ trials }) as RunFile;
const good = trial({ lost: 'holds', stuck: 'holds' });

test('a violated check violates the run', () => {
  expect(runOutcome(run(good, trial({ lost: 'holds', stuck: 'violated' })))).toBe('violated');
});

test('a trial with a protection off that fails as expected does not violate the run', () => {
  const proof = trial({ stuck: 'violated', lost: 'violated' }, { without: ['outbox'], expects: ['stuck'] });
  expect(runOutcome(run(good, proof))).toBe('holds');
  expect(judgements(run(good, proof), 'violated')).toEqual([]);
});

test('a trial with a protection off that does not fail leaves its worth open', () => {
  const proof = trial({ stuck: 'holds', lost: 'violated' }, { without: ['outbox'], expects: ['stuck'] });
  expect(runOutcome(run(good, proof))).toBe('unknown');
});

test('one of several expected checks is enough', () => {
  const proof = trial({ lost: 'holds', stuck: 'violated' }, { without: ['confirms'], expects: ['lost', 'stuck'] });
  expect(runOutcome(run(good, proof))).toBe('holds');
});

test('what a protection costs is no verdict of the run', () => {
  const cost = trial({ inbox: 'violated' }, { without: ['inbox'] });
  expect(runOutcome(run(good, cost))).toBe('holds');
});

test('proofs alone do not make a run hold', () => {
  const proof = trial({ stuck: 'violated' }, { without: ['outbox'], expects: ['stuck'] });
  expect(runOutcome(run(proof))).toBe('unknown');
});

test('a trial that was not judged, and a run that was cut off, are unknown', () => {
  expect(runOutcome(run(good, trial({})))).toBe('unknown');
  expect(runOutcome({ ...run(good), unfinished: { planned: 2 } })).toBe('unknown');
});

test('a replay that rebuilt nothing, whatever was asked for, is unknown', () => {
  const replay = (replays: number) =>
    trial({ lost: 'holds' }, { experiment: 'replay', replays: Array(replays).fill({}) as Trial['replays'] });
  expect(runOutcome(run(replay(0), replay(0)))).toBe('unknown');
  expect(runOutcome(run(replay(0), replay(1)))).toBe('holds'); // not every mode has every rebuild
});
