import { expect, test } from 'vitest';
import { modeNamed } from '../modes.ts';
import { faults } from './all.ts';
import { valuesOf, valuesSchema } from './parameters.ts';
import { chance } from './proxied.ts';

const parameters = { delayMs: { label: 'delay', unit: 'ms', usual: 100, least: 1, most: 500 } } as const;

test('what nobody chose is as usual', () => {
  expect(valuesOf(parameters, {})).toEqual({ delayMs: 100 });
  expect(valuesOf(parameters, { delayMs: 7 })).toEqual({ delayMs: 7 });
});

test.each([{ delayMs: 0 }, { delayMs: 501 }, { delayMs: 1.5 }, { delay: 100 }])('%j cannot be chosen', (values) => {
  expect(valuesSchema(parameters).safeParse(values).success).toBe(false);
});

test('a fault without parameters has nothing to choose', () => {
  expect(valuesSchema().safeParse({}).success).toBe(true);
  expect(valuesSchema().safeParse({ delayMs: 1 }).success).toBe(false);
});

test('the usual value of every parameter of every fault may be chosen', () => {
  const all = Object.values(faults).flatMap(({ name, parameters: of = {} }) =>
    Object.entries(of).map(([parameter, { usual }]) => ({ name, of, chosen: { [parameter]: usual } })),
  );
  expect(all.length).toBeGreaterThan(10);
  for (const { name, of, chosen } of all) expect(valuesSchema(of).safeParse(chosen).success, name).toBe(true);
});

test('of calls a share is hit, of a long conversation one moment in so many', () => {
  const often = { percent: 30, everyMs: 700 };
  expect(chance(modeNamed('sync-rest'), often)).toEqual({ share: 0.3, everyMs: 0 });
  expect(chance(modeNamed('async-rabbitmq'), often)).toEqual({ share: 1, everyMs: 700 });
});
