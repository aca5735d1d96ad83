import { expect, test } from 'vitest';
import { Settings } from '../../../common/base/config.ts';
import { parseWorkTime } from '../../lab/warehouse/work-time.ts';
import { modeNamed, modes } from '../../modes.ts';
import type { TrialUse } from '../../record/trial-use.ts';
import { lookRates } from '../trial/capacity-search.ts';
import { phasesOf } from '../trial/phases.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { planTrials } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import { predictedRate } from './predicted-rate.ts';
import { profiles } from './profiles.ts';
import { resolvePlan } from './resolve-plan.ts';
import type { TrialPlan } from './trial-plan.ts';
import { isControl, keyOf, optionsOf, rateAbove, secondsAbove, secondsOfShare } from './work-ask.ts';
import { workSizes } from './work-size.ts';

const options = (over: Partial<PlanOptions> = {}): PlanOptions => ({
  experiments: ['work'],
  modes: [...modes],
  profile: profiles.standard,
  seed: 1,
  worth: false,
  ...over,
});
const planned = (over?: Partial<PlanOptions>) => planTrials(options(over)).plans;
const keysOf = (over?: Partial<PlanOptions>) =>
  planned(over).flatMap(({ work, faultAt }) => (work && faultAt === null ? keyOf(work) : []));
const kafka = modeNamed('streaming-kafka');
const rest = modeNamed('sync-rest');
const ask = (time: string, concurrency: number, ordering: 'key' | 'queue' | null = null, instances = 1) => ({
  time: parseWorkTime(time),
  concurrency,
  instances,
  ordering,
});

test('a hand does one order after the other: so many are done as are worked on at once, by the time of one', () => {
  expect(predictedRate(ask('20ms', 8), rest, null)).toEqual({ perSecond: 400, by: 'hands', atOnce: 8, meanMs: 20 });
  expect(predictedRate(ask('20ms', 8, null, 4), rest, null)?.perSecond).toBe(1600);
});

test('where an order waits for its partition, more hands than partitions do nothing more', () => {
  expect(predictedRate(ask('20ms', 64, 'queue'), kafka, null)).toEqual({
    perSecond: 200,
    by: 'partitions',
    atOnce: 4,
    meanMs: 20,
    processes: 4,
  });
  expect(predictedRate(ask('20ms', 2, 'queue'), kafka, null)?.by).toBe('hands');
  expect(predictedRate(ask('20ms', 64, 'key'), kafka, null)?.perSecond).toBe(3200);
});

test('a process without a partition does nothing: its hands are in no prediction', () => {
  const of = (instances: number) => predictedRate(ask('100ms', 8, 'key', instances), kafka, null);
  expect([2, 4, 5].map((instances) => of(instances)?.perSecond)).toEqual([160, 320, 320]);
  expect([2, 4, 5].map((instances) => of(instances)?.by)).toEqual(['hands', 'hands', 'partitions']);
});

test('no more is predicted than the machine did where the warehouse answers at once', () => {
  expect(predictedRate(ask('20ms', 64), rest, 500)).toEqual({ perSecond: 500, by: 'machine', atOnce: 64, meanMs: 20 });
  for (const time of ['0ms', '0']) expect(predictedRate(ask(time, 8), rest, 500)).toBeNull();
});

test('every mode has each cell in each ordering that it offers, and is killed in one of them', () => {
  const plans = planned();
  const of = (mode: string, ordering: string | null) =>
    plans.filter((plan) => plan.mode.name === mode && plan.work?.ordering === ordering && plan.kind === 'ordinary');
  const cells = of('sync-rest', null).length;
  expect(cells).toBeGreaterThan(10);
  expect(of('streaming-kafka', 'key')).toHaveLength(cells);
  const byQueue = of('streaming-kafka', 'queue');
  expect(byQueue.filter(({ work }) => work && isControl(work))).toHaveLength(1);
  expect(byQueue.filter(({ work }) => (work?.concurrency ?? 0) > 8).map(({ work }) => work?.time?.text)).toEqual([
    '20ms',
  ]);
  expect(
    plans
      .filter(({ faultAt, kind, work }) => faultAt !== null && kind === 'ordinary' && !work?.besideWrong)
      .map(({ fault }) => fault.name),
  ).toEqual(Array.from({ length: 4 }, () => 'kill-inventory'));
});

test('the controls come first: the others are put at a share of what Little’s law makes of them and of their control', () => {
  const plans = planned();
  const firstWithWork = plans.findIndex(({ work }) => work && !isControl(work));
  expect(firstWithWork).toBeGreaterThan(0);
  expect(plans.slice(firstWithWork).filter(({ work }) => work && isControl(work))).toEqual([]);
  const twenty = plans.find(
    ({ mode, work }) => mode === rest && work?.time?.text === '20ms' && work.concurrency === 64,
  );
  const control = (perSecond: number, more = {}, use: TrialUse = { usable: true }) => {
    const plan = plans.find(({ mode, work }) => mode === rest && work && isControl(work) && work.concurrency === 64)!;
    const above = { completedPerSecond: perSecond, ...more };
    return { trial: { mode: rest.name, use, work: { ...keyOf(plan.work!), predicted: null, above } } } as never;
  };
  expect(resolvePlan(twenty!, [])).toMatchObject({ load: { ratePerSecond: 2240 } });
  expect(resolvePlan(twenty!, [control(600)])).toMatchObject({
    load: { ratePerSecond: 420 },
    work: { predicted: { by: 'machine', perSecond: 600 } },
  });
  expect(resolvePlan(twenty!, [control(600, { topped: true })])).toMatchObject({
    work: { predicted: { by: 'hands' } },
  });
  const lost: TrialUse = { usable: false, why: { kind: 'lost', orders: 3 } };
  expect(resolvePlan(twenty!, [control(600, {}, lost)])).toMatchObject({ work: { predicted: { by: 'hands' } } });
});

test('several processes are put beside what as many of them hold where the warehouse answers at once', () => {
  const [control, two] = keysOf({ instances: { inventory: 2 }, work: parseWorkTime('100ms'), modes: [rest] });
  expect(control).toMatchObject({ time: '0ms', concurrency: 8, instances: 2 });
  expect(two).toMatchObject({ time: '100ms', concurrency: 8, instances: 2 });
  const plan = planned({ modes: [rest] }).find(({ work }) => work?.time?.text === '100ms' && work.instances === 2)!;
  const held = (instances: number, perSecond: number) => {
    const work = { ...keyOf({ ...plan.work!, time: parseWorkTime('0ms'), instances }), predicted: null };
    return {
      trial: { mode: rest.name, use: { usable: true }, work: { ...work, above: { completedPerSecond: perSecond } } },
    } as never;
  };
  expect(resolvePlan(plan, [held(1, 50), held(2, 120)])).toMatchObject({ work: { predicted: { perSecond: 120 } } });
});

test('a control asks as every other cell does, a warehouse that answers at once; only who asks for no work has none', () => {
  const controls = planned().filter(({ work }) => work && isControl(work));
  expect(new Set(controls.map(({ work }) => optionsOf(work!).work?.text))).toEqual(new Set(['0ms']));
  expect(controls.filter(({ faultAt }) => faultAt !== null)).toEqual([]);
  expect(keysOf({ work: null, modes: [rest] }).map(({ time }) => time)).toEqual(['0ms', '0']);
  expect(keysOf({ work: parseWorkTime('0ms'), modes: [rest] }).map(({ time }) => time)).toEqual([
    '0ms',
    '0ms',
    '0ms',
    '0ms',
    '0ms',
  ]);
});

test('a time, a number of hands or an ordering that is asked for is measured alone, with its control', () => {
  const time = parseWorkTime('7ms');
  expect(keysOf({ work: time, modes: [rest] }).map((key) => `${key.time} ${key.concurrency}`)).toEqual([
    '0ms 8',
    '7ms 8',
  ]);
  const known = keysOf({ work: parseWorkTime('100ms'), concurrency: 5, modes: [rest] });
  expect(known.map((key) => `${key.time} ${key.concurrency}`)).toEqual(['0ms 5', '100ms 5']);
  expect(new Set(keysOf({ ordering: 'queue', modes: [kafka] }).map(({ ordering }) => ordering))).toEqual(
    new Set(['queue']),
  );
});

test('what is done wrong most has a trial in each mode that its protection is for, once everything is asked at standard size', () => {
  const wrong = planned().filter(({ kind }) => kind === 'proof');
  const told = wrong.map(({ mode, without, work, fault }) =>
    [mode.name, without.join(), work?.time?.text, work?.concurrency, work?.ordering ?? '-', fault.name].join(' '),
  );
  expect(told.toSorted()).toEqual([
    'async-rabbitmq fair-prefetch 500ms 8 - stop-one-inventory',
    'async-rabbitmq manual-ack 20ms 8 - kill-inventory',
    'async-rabbitmq own-ack 20ms,1%=2s 8 - none',
    'streaming-kafka heartbeats 2.2s 1 queue none',
    'streaming-kafka manual-ack 20ms 8 key kill-inventory',
    'streaming-kafka own-ack 20ms,1%=2s 8 key none',
  ]);
  const none = [{ profile: profiles.quick }, { work: parseWorkTime('20ms') }, { concurrency: 8 }];
  for (const over of none) expect(planned(over).filter(({ kind }) => kind === 'proof')).toEqual([]);
});

test('beside a wrong way that no cell is the right side of, the same is done with its protection', () => {
  const beside = planned().filter(({ work }) => work?.besideWrong);
  const told = beside.map(({ mode, work, kind, without }) => [mode.name, work?.time?.text, kind, ...without].join(' '));
  expect(told.toSorted()).toEqual(['async-rabbitmq 500ms ordinary', 'streaming-kafka 2.2s ordinary']);
  for (const right of beside) {
    const wrong = planned().find(({ kind, work }) => kind === 'proof' && work?.time?.text === right.work?.time?.text)!;
    expect(keyOf(right.work!)).toEqual(keyOf(wrong.work!));
    expect([right.load, right.fault, right.faultAt]).toEqual([wrong.load, wrong.fault, wrong.faultAt]);
  }
});

test('a burst that a hoarder could hold comes while one of two is away, who is back before one alone has done it', () => {
  const [plan] = planned().filter(({ work }) => work?.burst);
  const resolved = resolvePlan(plan!, []) as TrialPlan;
  const [warmUp, before, burst, ...after] = phasesOf(resolved);
  const orders = burst!.ratePerSecond * burst!.seconds;
  expect([warmUp?.name, before?.name, burst?.name, ...after]).toEqual(['warm-up', 'before', 'burst']);
  expect(orders).toBe(200);
  expect(orders + before!.ratePerSecond * (1 + before!.seconds)).toBeLessThan(
    Settings.shape.LAB_PREFETCH.parse(undefined),
  );
  const alone = predictedRate({ ...resolved.work!, instances: 1 }, resolved.mode, null)!.perSecond;
  expect(before!.ratePerSecond).toBeLessThan(alone);
  expect(orders / alone).toBeGreaterThan(5 * burst!.seconds);
  expect(resolved.faultAt?.heal).toBe(warmUp!.seconds + before!.seconds + burst!.seconds);
});

test('where the machine bounds the prediction so much more is offered that it can be found too low', () => {
  const { work } = planned().find((plan) => plan.work?.time?.text === '20ms')!;
  const above = (by: 'hands' | 'machine') =>
    rateAbove({ ...work!, predicted: { perSecond: 500, by, atOnce: 64, meanMs: 20 } }, 1);
  expect([above('hands'), above('machine')]).toEqual([600, 700]);
});

test('both parts last so long that the longest work fits into them several times: whom it held up is in them', () => {
  const seconds = (text: string) => {
    const { work } = planned().find((plan) => plan.work?.time?.text === text)!;
    return [secondsAbove(work!).looked, secondsOfShare(work!)];
  };
  expect(seconds('20ms')).toEqual([4, 4]);
  expect(seconds('20ms,1%=2s')).toEqual([10, 10]);
});

test('a control is looked for far beyond what a mode held on two cores, so that a step is too much', () => {
  for (const { search } of Object.values(workSizes)) expect(lookRates(search).at(-1)).toBeGreaterThan(3 * 3163);
});

test('the sizes end in time: quick in five minutes, standard in thirty, with one to spare for orders that come again and again', () => {
  expect(secondsOfAll(planned({ profile: profiles.quick }))).toBeLessThan(5 * 60);
  expect(secondsOfAll(planned())).toBeLessThan(26 * 60); // what piles up is worked off, which no plan knows
});
