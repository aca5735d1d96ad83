import { expect, test } from 'vitest';
import type { LoadResult } from '../../load/load-result.ts';
import { begun } from './capacity-climb.ts';
import { watchSteps } from './capacity-load.ts';

const rates = [1978, 2275, 2616, 3008];
const name = (rate: number) => `step-${rate}`;
const yes = async () => true;
const no = async () => false;

function watched() {
  let stopped = false;
  const steps = watchSteps(rates.map(name), () => (stopped = true));
  return { ...steps, stopped: () => stopped };
}

test('a load is ended by two seconds of one step that were too much, and a new step begins anew', async () => {
  const steps = watched();
  steps.phase('settle');
  for (const look of [yes, yes, yes]) await steps.saw(look);
  steps.phase(name(2275));
  for (const look of [yes, no, yes]) await steps.saw(look);
  steps.phase(name(2616));
  await steps.saw(yes);
  expect(steps.stopped()).toBe(false);
  await steps.saw(yes);
  expect([steps.stopped(), steps.tooMuch()]).toEqual([true, name(2616)]);
});

test('what is found late is of the step in which it was looked for', async () => {
  const steps = watched();
  steps.phase(name(2275));
  await steps.saw(yes);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = steps.saw(() => promise);
  steps.phase(name(2616));
  resolve(true);
  await late;
  expect(steps.tooMuch()).toBe(name(2275));
});

/** A load whose steps went on for so long; those it never came to sent nothing. */
function load(seconds: number[], tooMuch: string | null) {
  const phases = rates.map((rate, at) => ({
    name: name(rate),
    measured: true,
    seconds: seconds[at] ?? 0,
    counts: { sent: Math.round(rate * (seconds[at] ?? 0)) },
  }));
  const result = { phases, stoppedEarly: tooMuch !== null } as unknown as LoadResult;
  return begun({ result, tooMuch }).map((phase) => phase.name);
}

test('a step that was cut off for what was seen in the one before, or too soon, is not judged', () => {
  expect(load([4, 4, 0.22], name(2275))).toEqual([name(1978), name(2275)]);
  expect(load([4, 4, 1.6], name(2275))).toEqual([name(1978), name(2275)]);
  expect(load([4, 4, 0.8], name(2616))).toEqual([name(1978), name(2275)]);
  expect(load([4, 4, 1.2], name(2616))).toEqual([name(1978), name(2275), name(2616)]);
  expect(load([4, 4, 4, 4], null)).toEqual(rates.map(name));
});
