import { expect, test } from 'vitest';
import { readSettings } from '../../../common/base/config.ts';
import { PlaceOrder } from '../../../common/contracts/orders.ts';
import { catalogue } from '../../../common/store/catalogue.ts';
import type { Session } from '../../lab/session.ts';
import type { LoadOptions } from '../../load/load-options.ts';
import { workloadOf } from '../../load/workload.ts';
import { modeNames, modes } from '../../modes.ts';
import { inventoryLinkOf, timesTheDelay } from '../../record/inventory-link.ts';
import { Ceilings } from '../ceilings/ceilings.ts';
import { secondsOfAll } from '../trial/progress.ts';
import { bodyOf } from './latency-steps.ts';
import { planTrials } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';
import { profiles } from './profiles.ts';

const options = (over: Partial<PlanOptions> = {}): PlanOptions => ({
  experiments: ['latency'],
  modes: [...modes],
  profile: profiles.standard,
  seed: 1,
  worth: false,
  ...over,
});
const plansOf = (over: Partial<PlanOptions> = {}) => planTrials(options(over)).plans;
const measured = (over: Partial<PlanOptions> = {}) => plansOf(over).filter(({ beside }) => !beside);
const named = (over: Partial<PlanOptions> = {}) =>
  plansOf(over).map(({ block, mode, variation }) => `${block} ${mode.name} ${variation?.kind} ${variation?.value}`);

test('standard has the base of every mode in each of six blocks, and one A/A control per block that goes round', () => {
  const plans = plansOf();
  for (const block of [1, 2, 3, 4, 5, 6]) {
    const bases = plans.filter((plan) => plan.block === block && plan.variation?.kind === 'base');
    expect(bases.map(({ mode }) => mode.name).sort()).toEqual([...modeNames].sort());
  }
  const controls = plans.filter(({ variation }) => variation?.kind === 'again').map(({ mode }) => mode.name);
  expect(controls).toHaveLength(6);
  expect(new Set(controls).size).toBe(3);
});

test('each mode has its A/A control once before and once after its base', () => {
  for (const seed of [1, 2, 3]) {
    const plans = plansOf({ seed });
    const firsts = plans
      .filter(({ variation }) => variation?.kind === 'again')
      .map(({ block, mode, number }) => {
        const base = plans.find(
          (plan) => plan.block === block && plan.mode === mode && plan.variation?.kind === 'base',
        );
        return `${mode.name} ${number < (base?.number ?? 0) ? 'before' : 'after'}`;
      });
    expect(new Set(firsts).size).toBe(6);
  }
});

test('each broker carries a load before anything is measured, and nothing of that is', () => {
  const brokers = modes.filter(({ broker }) => broker !== null).map(({ name }) => name);
  const first = plansOf().slice(0, brokers.length + 1);
  expect(first.map(({ beside }) => beside ?? false)).toEqual([...brokers.map(() => true), false]);
  expect(
    first
      .slice(0, -1)
      .map(({ mode }) => mode.name)
      .sort(),
  ).toEqual([...brokers].sort());
  for (const { load } of first.slice(0, -1)) expect(load.ratePerSecond * load.seconds).toBeGreaterThan(10_000);
  expect(plansOf({ profile: profiles.quick }).some(({ beside }) => beside)).toBe(false);
});

const often = ['base', 'again', 'capacity', 'share-again'];

test('everything that is not ranked is asked once in every mode, and no id twice', () => {
  const plans = measured();
  const ranked = profiles.standard.latency.variedAlone?.ranked?.percent;
  const once = plans.filter(
    ({ variation }) =>
      !often.includes(variation?.kind ?? '') && !(variation?.kind === 'share' && variation.value === ranked),
  );
  const questions = new Set(once.map(({ variation }) => `${variation?.kind} ${variation?.value}`));
  expect(once).toHaveLength(questions.size * 3);
  expect([...questions].filter((question) => question.startsWith('delay')).sort()).toEqual(
    ['delay 0', 'delay 50', 'delay 2000'].sort(),
  );
  expect(new Set(plans.map(({ id }) => id)).size).toBe(plans.length);
});

test('the capacity of a mode is searched three times, in blocks of their own', () => {
  const searches = plansOf().filter(({ latency }) => latency?.search);
  expect(searches.map(({ mode, block }) => `${mode.name} ${block}`).sort()).toEqual(
    modeNames.flatMap((mode) => [1, 2, 3].map((block) => `${mode} ${block}`)).sort(),
  );
});

test('one share of the own capacity is ranked: in every block and mode, with an A/A control of each mode', () => {
  const plans = plansOf();
  const ranked = profiles.standard.latency.variedAlone?.ranked?.percent;
  const shares = plans.filter(({ variation }) => variation?.kind === 'share' && variation.value === ranked);
  expect(new Set(shares.map(({ block, mode }) => `${block} ${mode.name}`)).size).toBe(18);
  const controls = plans.filter(({ variation }) => variation?.kind === 'share-again');
  expect(new Set(controls.map(({ mode }) => mode.name)).size).toBe(3);
});

test('the capacity of a mode is looked for before anything is put at a share of it', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const plans = plansOf({ seed });
    for (const { mode, number } of plans.filter(({ latency }) => latency?.shareOfCapacity !== undefined)) {
      const search = plans.find((plan) => plan.mode === mode && plan.latency?.search);
      expect(search?.number).toBeLessThan(number);
    }
  }
});

test('behind a delay a mode has time for three windows of three medians, and is measured for one', () => {
  for (const { mode, load, latency } of plansOf().filter(({ latency }) => (latency?.delayMs ?? 0) >= 500)) {
    const settings = readSettings({ LAB_DATA_DIR: '.' });
    const median = (timesTheDelay(inventoryLinkOf(mode, settings).crossings) * (latency?.delayMs ?? 0)) / 1000;
    expect(load.warmUpSeconds).toBeGreaterThanOrEqual(9 * median);
    expect(load.seconds).toBeGreaterThanOrEqual(3 * median);
  }
});

test('the same seed gives the same order, another one another order', () => {
  expect(named({ seed: 4 })).toEqual(named({ seed: 4 }));
  expect(named({ seed: 4 })).not.toEqual(named({ seed: 5 }));
});

test('only what is asked for is planned, and the search with what depends on it', () => {
  const kinds = (only: NonNullable<PlanOptions['only']>) => [
    ...new Set(measured({ only }).map(({ variation }) => variation?.kind)),
  ];
  expect(kinds(['base'])).toEqual(['base']);
  expect(new Set(kinds(['share']))).toEqual(new Set(['capacity', 'share', 'share-again']));
});

test('a slowed mode has its control before its base in every block', () => {
  const plans = plansOf({ slow: { mode: 'sync-rest', factor: 1.2 }, only: ['base'] });
  for (const base of plans.filter(({ latency }) => latency?.slow)) {
    const control = plans.find(({ block, variation }) => block === base.block && variation?.kind === 'again');
    expect(control?.mode.name).toBe('sync-rest');
    expect(control?.number).toBeLessThan(base.number);
  }
  expect(plans.filter(({ latency }) => latency?.slow)).toHaveLength(6);
});

test('standard is planned for at most an hour, most of whose warm-ups end sooner, with its ceilings, quick for less than 4', () => {
  const plans = plansOf();
  const run = { modes: [...modes], profile: 'standard', seed: 1, durability: 'page-cache', without: [] };
  const ceilings = new Ceilings({} as Session, run as ConstructorParameters<typeof Ceilings>[1], plans);
  const beside = plans.reduce((sum, _, index) => sum + ceilings.secondsAfter(index), 0);
  expect(beside).toBeGreaterThan(6 * 45);
  expect((secondsOfAll(plans) + beside) / 60).toBeLessThan(60);
  expect(secondsOfAll(plansOf({ profile: profiles.quick })) / 60).toBeLessThan(3.7);
});

test('full measures every ceiling of every mode in each block, which takes two more turns of 51 s a block', () => {
  const seconds = (profile: 'standard' | 'full') => {
    const plans = plansOf({ profile: profiles[profile] });
    const run = { modes: [...modes], profile, durability: 'page-cache', without: [] };
    const ceilings = new Ceilings({} as Session, run as ConstructorParameters<typeof Ceilings>[1], plans);
    const end = plans.findLastIndex(({ block }) => block === 1);
    return ceilings.secondsAfter(end);
  };
  expect(seconds('full') - seconds('standard')).toBe(2 * 51);
});

test.each([400, 2000, 4000])('a body of about %i bytes has that many within a tenth, and is an order', (bytes) => {
  const { lines, nameLetters } = bodyOf(bytes);
  const skus = catalogue.map(({ sku }) => sku);
  const workload = { kind: 'orders', keyPrefix: 'a-1', skus, minLines: lines, maxLines: lines, nameLetters };
  const make = workloadOf({ workload, headers: {}, seed: 1 } as unknown as LoadOptions);
  const bodies = Array.from({ length: 50 }, (_, n) => make(n).body ?? '');
  const mean = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
  expect(Math.abs(mean / bytes - 1)).toBeLessThan(0.1);
  for (const body of bodies) PlaceOrder.parse(JSON.parse(body));
});
