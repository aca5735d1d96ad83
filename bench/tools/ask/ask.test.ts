import { expect, test } from 'vitest';
import { type BestRuns, bestOf } from '../../report/figures/best-runs.ts';
import { readSampleRuns } from '../docs/samples.ts';
import { minutesOf } from '../run/run-command.ts';
import { questions } from './questions.ts';

test('the number of a question is its place', () => {
  expect(questions.map(({ number }) => number)).toEqual(questions.map((_, index) => index + 1));
});

test('a question that the lab cannot answer says why', () => {
  const silent = questions.filter(({ again, lacks }) => again === null && (lacks ?? '') === '');
  expect(silent).toEqual([]);
});

test('a question that can be asked again names a run that there is, and what it takes', () => {
  for (const { again, question } of questions)
    if (again !== null) expect(minutesOf(again), question).toBeGreaterThan(0);
});

test('what a run is asked that there is not is refused', () => {
  expect(() => minutesOf(['failure', '--faults', 'moonshine'])).toThrow('Known faults');
});

test('no question is answered from thin air: without a run there is no answer', () => {
  expect(questions.flatMap(({ look }) => look?.({}) ?? [])).toEqual([]);
});

test('what becomes of nodes that are lost is answered by a cluster run alone', async () => {
  const { cluster: _, ...others } = bestOf((await readSampleRuns()).map(({ figures }) => figures));
  const asked = questions.filter(({ again }) => again?.[0] === 'cluster');
  expect(asked).toHaveLength(1);
  expect(asked.flatMap(({ look }) => look?.(others) ?? [])).toEqual([]);
});

test('an answer of two experiments names the runs of both, and one of a single experiment its run once', async () => {
  const best = bestOf((await readSampleRuns()).map(({ figures }) => figures));
  const from = (asked: number) => questions.find(({ number }) => number === asked)?.look?.(best)?.from;
  expect(from(11)).toEqual([best.failure, best.replay]);
  expect(from(2)).toEqual([best.latency]);
});

test('the committed runs answer every question of an experiment that they have', async () => {
  const best = bestOf((await readSampleRuns()).map(({ figures }) => figures));
  const open = questions.filter(({ look, again }) => look !== null && isRun(again?.[0], best) && look(best) === null);
  expect(open.map(({ question }) => question)).toEqual([]);
});

const isRun = (experiment: string | undefined, best: BestRuns) => Object.keys(best).includes(experiment ?? '');
