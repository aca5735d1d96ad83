import { expect, test } from 'vitest';
import { planTrials } from '../../experiments/plan/plan.ts';
import { parseWorkTime, type WorkTime } from '../../lab/warehouse/work-time.ts';
import { modes } from '../../modes.ts';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import { figuresOf } from '../../report/figures/run-figures.ts';
import { rendered } from '../../report/testing/rendered.ts';
import { minutesFor, planOptions, type RunOptions } from '../run/run-options.ts';
import { asTime, type Case } from './case.ts';
import { runFor } from './decide-sizes.ts';
import { closingWords } from './decide-words.ts';
import { exitCodeOf, judgeCase, type Requirement, type Standing } from './requirements.ts';

const optionsFor = (needs: Case): RunOptions => ({
  ...runFor(needs),
  modes: [...modes],
  seed: 1,
  durability: 'page-cache',
  without: [],
  from: [],
  tamper: null,
  worth: false,
  out: undefined,
  json: false,
  argv: [],
});
const plansFor = (needs: Case) => planTrials(planOptions(optionsFor(needs))).plans;

async function judged(needs: Case, change?: (run: RunFile) => void) {
  const { folder } = await rendered(change ? { change } : {});
  const read = await readRun(folder);
  return judgeCase(needs, figuresOf(read), read.latencies);
}

const standingsOf = (requirements: readonly Requirement[], kind: string): Standing[] => {
  const found = requirements.find(({ asked }) => asked.kind === kind)?.standings;
  if (found === undefined || typeof found === 'string') throw new Error(`${kind} has no standings`);
  return found;
};
const metOf = (standing: Standing | undefined) => (standing?.kind === 'open' ? 'open' : standing?.met);

test.each([
  ['30ms', 30],
  ['2s', 2000],
  ['1.5s', 1500],
  ['1m', 60_000],
])('%s is a time', (text, ms) => expect(asTime(text)).toBe(ms));

test.each(['2', '0s', '-1s', '2h', 's', ''])('%j is no time, and the message says what one is', (text) => {
  expect(() => asTime(text)).toThrow('such as 30ms');
});

test('work is run as the bench runs it, in as many hands as were asked for', () => {
  const work = parseWorkTime('20ms,1%=2s') as WorkTime;
  expect(optionsFor({ ratePerSecond: 40, work, concurrency: 12 })).toMatchObject({ work, concurrency: 12 });
});

test('only what a case needs is run: a load alone, an outage and a rebuild where they are asked for', () => {
  expect(plansFor({ ratePerSecond: 40, p99Ms: 2000 }).map(({ experiment }) => experiment)).toEqual(
    modes.map(() => 'latency'),
  );
  const more = plansFor({ ratePerSecond: 40, outageMs: 60_000, replay: 'yes' });
  expect(new Set(more.map(({ experiment, fault }) => `${experiment} ${fault.name}`))).toEqual(
    new Set(['latency none', 'failure kill-inventory', 'replay none']),
  );
  const outage = more.find(({ experiment }) => experiment === 'failure');
  expect(outage?.load.ratePerSecond).toBe(40);
  expect((outage?.faultAt?.heal ?? 0) - (outage?.faultAt?.inject ?? 0)).toBe(60);
});

test('a case with everything fits into ten minutes', () => {
  expect(minutesFor(optionsFor({ ratePerSecond: 40, p99Ms: 2000, outageMs: 60_000, replay: 'yes' }))).toBeLessThan(11);
});

test('a network in front of inventory is a delay of that name, and nothing else is', () => {
  expect(plansFor({ ratePerSecond: 40, networkMs: 50 }).map(({ latency }) => latency?.delayMs)).toEqual([50, 50, 50]);
  expect(
    plansFor({ ratePerSecond: 40, work: parseWorkTime('50ms') as WorkTime }).map(({ latency }) => latency?.delayMs),
  ).toEqual(modes.map(() => undefined));
});

test('what this lab cannot do is said, and makes the case open, whatever else is met', async () => {
  const met = await judged({ ratePerSecond: 100, p99Ms: 60_000 });
  expect(exitCodeOf(met)).toBe(0);
  const open = await judged({ ratePerSecond: 100, p99Ms: 60_000, order: 'per-key' });
  expect(open.filter(({ standings }) => typeof standings === 'string').map(({ asked }) => asked.kind)).toEqual([
    'order',
  ]);
  expect(exitCodeOf(open)).toBe(2);
});

test('a p99 is met when it is surely within, missed when it is surely beyond', async () => {
  expect(standingsOf(await judged({ ratePerSecond: 100, p99Ms: 60_000 }), 'finished').map(metOf)).toEqual([
    true,
    true,
    true,
  ]);
  expect(standingsOf(await judged({ ratePerSecond: 100, p99Ms: 0.1 }), 'finished').map(metOf)).toEqual([
    false,
    false,
    false,
  ]);
});

test('a generator that was late voids a p99 only where that is much of the limit', async () => {
  const late = (run: RunFile) => {
    for (const trial of run.trials)
      trial.use = {
        usable: false,
        why: { kind: 'generator', doubts: [{ kind: 'late', sendDelayP99Us: 9000, reportedP50Us: 5000 }] },
      };
  };
  expect(standingsOf(await judged({ ratePerSecond: 100, p99Ms: 60_000 }, late), 'finished').map(metOf)).toEqual([
    true,
    true,
    true,
  ]);
  expect(standingsOf(await judged({ ratePerSecond: 100, p99Ms: 50 }, late), 'finished').map(metOf)).toEqual([
    'open',
    'open',
    'open',
  ]);
});

test('an acceptance that is void leaves the answers open where the generator was late for the limit, and nothing else', async () => {
  const late = (run: RunFile) => {
    for (const trial of run.trials) trial.acceptanceVoid = { sendDelayP99Us: 9000, reportedP50Us: 5000 };
  };
  const asked = await judged({ ratePerSecond: 100, p99Ms: 60_000, answerP99Ms: 50 }, late);
  expect(standingsOf(asked, 'answered').map(metOf)).toEqual(['open', 'open', 'open']);
  expect(standingsOf(asked, 'finished').map(metOf)).toEqual([true, true, true]);
  const lenient = await judged({ ratePerSecond: 100, answerP99Ms: 60_000 }, late);
  expect(standingsOf(lenient, 'answered').map(metOf)).toEqual([true, true, true]);
});

test('a violated check is a missed requirement and exit code 1', async () => {
  const found = await judged({ ratePerSecond: 100 }, (run) => {
    const verdict = run.trials[0]?.verdicts[0];
    if (verdict) Object.assign(verdict, { outcome: 'violated', findings: 1 });
  });
  expect(standingsOf(found, 'whole').filter((standing) => metOf(standing) === false)).toHaveLength(1);
  expect(exitCodeOf(found)).toBe(1);
});

test('who must be told the outcome is left with the mode that tells it', async () => {
  const requirements = await judged({ ratePerSecond: 100, answer: 'outcome' });
  expect(standingsOf(requirements, 'outcome').map(metOf)).toEqual([true, false, false]);
  expect(
    closingWords(
      requirements,
      modes.map(({ name }) => name),
    )[0],
  ).toBe('Everything that was measured is met by REST calls alone.');
});

test('where several meet everything, none is named before the others', async () => {
  const [first] = closingWords(
    await judged({ ratePerSecond: 100 }),
    modes.map(({ name }) => name),
  );
  expect(first).toBe(
    'Everything that was measured is met by REST calls, RabbitMQ queues and Kafka log: nothing measured here decides between them.',
  );
});

test('the closing has at most four sentences, however much was asked', async () => {
  const requirements = await judged({
    ratePerSecond: 100,
    p99Ms: 0.1,
    answerP99Ms: 5,
    answer: 'outcome',
    outageMs: 10_000,
    replay: 'kept',
    work: parseWorkTime('30ms,1%=2s') as WorkTime,
    order: 'per-key',
  });
  const said = closingWords(
    requirements,
    modes.map(({ name }) => name),
  );
  expect(said.length).toBeLessThanOrEqual(4);
});
