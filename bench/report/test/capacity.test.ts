import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { rendered } from '../testing/rendered.ts';
import { stepWords } from '../words/reason-words.ts';

const grew = (perSecond: number, atLeast: number | null) =>
  stepWords({ kind: 'broke', by: [{ kind: 'backlog', perSecond, atLeast }] });

test('the bound of a growth is told with it, and none that lies above the growth itself', () => {
  expect(grew(405.06, 296.17)).toContain('grew by 405.06 per second (with 95% confidence by 296.17 or more)');
  expect(grew(383.79, 457.99)).toBe('broke: the orders due and not finished grew by 383.79 per second');
  expect(grew(20, null)).toBe('broke: the orders due and not finished grew by 20 per second');
});

test('what a step refused stands with what it completed, and no figure stands there twice', () => {
  const inTime = { kind: 'in-time' as const, percent: 82.5, sloMs: 500 };
  const achieved = { kind: 'achieved' as const, percent: 82.5, refused: 17.6 };
  expect(stepWords({ kind: 'broke', by: [achieved, inTime] })).toBe(
    'broke: only 82.5% of what was offered was completed, and 17.6% was refused at once',
  );
  expect(stepWords({ kind: 'broke', by: [achieved, { ...inTime, percent: 80 }] })).toContain(
    'only 80.0% were completed',
  );
});

/** A second search of async-rabbitmq, whose generator gave out at the next step. */
function givenOut({ trials }: RunFile) {
  const found = trials.find(({ mode, capacity }) => mode === 'async-rabbitmq' && capacity !== null);
  const { capacity } = found ?? expect.unreachable();
  if (found === undefined || !capacity?.ratePerSecond) expect.unreachable();
  const broke = capacity.ratePerSecond + 60;
  const doubts = [{ kind: 'busy' as const, cpuShare: 0.79 }];
  const steps = capacity.steps.map((step) =>
    step.ratePerSecond === broke ? { ...step, outcome: { kind: 'unknown' as const, doubts } } : step,
  );
  trials.push({ ...structuredClone(found), id: `${found.id}-2`, block: 2, capacity: { ...capacity, steps } });
}

test('a step at which the generator gave out is no miss of the mode: what the search found is a lower bound', async () => {
  const { report, comparison } = await rendered({ session: {}, change: givenOut });
  expect(report).toContain('cannot be judged: the generator used 79% of a core');
  expect(report).not.toContain('broke: not known');
  for (const text of [report, comparison])
    expect(text).toContain('(2 searches; at least: in 1 the generator gave out first)');
});

test('a step that was cut off after 0.22 s is no miss, and its search says "at least"', async () => {
  const cutOff = ({ trials }: RunFile) => {
    const { capacity } =
      trials.find(({ mode, capacity }) => mode === 'async-rabbitmq' && capacity !== null) ?? expect.unreachable();
    const { steps } = capacity ?? expect.unreachable();
    for (const step of steps) if (step.outcome.kind === 'broke') step.seconds = 0.22;
    const doubts = [{ kind: 'busy' as const, cpuShare: 0.79 }]; // above it, the first look alone came to an end
    steps.push({
      ...(steps[0] ?? expect.unreachable()),
      ratePerSecond: 900,
      look: true,
      outcome: { kind: 'unknown', doubts },
    });
  };
  const { report, comparison } = await rendered({ session: {}, change: cutOff });
  for (const text of [report, comparison])
    expect(text).toContain('420/s for 10 s (one search; at least: in 1 no small step broke)');
  expect(report).toContain('cut off too soon to be judged');
});

test('beside the highest rate held stands the lowest that the same searches missed', async () => {
  const lucky = ({ trials }: RunFile) => {
    const { capacity } =
      trials.find(({ mode, capacity }) => mode === 'sync-rest' && capacity !== null) ?? expect.unreachable();
    const by = [{ kind: 'achieved' as const, percent: 98 }];
    capacity?.steps.splice(1, 0, {
      ...(capacity.steps[0] ?? expect.unreachable()),
      ratePerSecond: 250,
      outcome: { kind: 'broke', by },
    });
  };
  const { report, comparison } = await rendered({ session: {}, change: lucky });
  for (const text of [report, comparison]) expect(text).toContain('300/s for 10 s, lowest missed 250/s');
  expect(report).toMatch(/\| lowest missed \(orders\/s\) +\| 250 +\| 480 +\| 420 +\|/);
});
