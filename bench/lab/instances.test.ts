import { describe, expect, test } from 'vitest';
import { findMode, modes } from '../modes.ts';
import { instanceName, parseInstances, placesOf, wordsOfInstances } from './instances.ts';
import { refuseUnknownWork } from './warehouse/work-options.ts';

describe('how many processes a role has', () => {
  test('is read as it is spelled, from one option or several', () => {
    const all = parseInstances('order=2', parseInstances('inventory=4,analytics=1'));
    expect(all).toEqual({ inventory: 4, analytics: 1, orders: 2 });
    expect(wordsOfInstances(all)).toBe('order=2,inventory=4,analytics=1');
    expect(parseInstances(wordsOfInstances(all))).toEqual(all);
  });

  test.each([
    ['shop=2', 'There is no role shop. Known: order, inventory, payment, notification, analytics.'],
    ['inventory', 'Expected inventory=n with a whole number from 1 to 16, got inventory.'],
    ['inventory=0', 'Expected inventory=n with a whole number from 1 to 16, got inventory=0.'],
    ['inventory=17', 'Expected inventory=n with a whole number from 1 to 16, got inventory=17.'],
    ['inventory=1e1', 'Expected inventory=n with a whole number from 1 to 16, got inventory=1e1.'],
    ['inventory=2,inventory=3', 'inventory is named twice.'],
    ['', 'Expected role=n, such as inventory=2.'],
  ])('is refused where it is %s', (text, because) => {
    expect(() => parseInstances(text)).toThrow(because);
  });

  test('is refused for a role that none of the modes has', () => {
    const rest = modes.filter(({ medium }) => medium.kind === 'calls');
    expect(() => refuseUnknownWork(rest, { instances: { analytics: 2 } }, false)).toThrow(/--instances analytics=2/);
    expect(() => refuseUnknownWork(modes, { instances: { analytics: 2 } }, false)).not.toThrow();
  });

  test('is taken for the payment service where orders are paid, and refused elsewhere', () => {
    const instances = parseInstances('payment=2,order=1');
    expect(wordsOfInstances(instances)).toBe('order=1,payment=2');
    expect(() => refuseUnknownWork(modes, { instances }, true)).not.toThrow();
    expect(() => refuseUnknownWork(modes, { instances }, false)).toThrow(/with --payment: --instances payment=2/);
  });
});

describe('the processes of a mode', () => {
  const mode = findMode('streaming-kafka') ?? modes[0];
  if (!mode) throw new Error('expected a mode');

  test('are one of each role, with the names of the services, if nothing else is asked for', () => {
    const places = placesOf(mode, {}, '/data');
    expect(places.map(({ name, process, dataFolder }) => [name, process, dataFolder])).toEqual(
      mode.services.map(({ name, role }) => [name, role, '/data']),
    );
  });

  test('have names and folders of their own beyond the first', () => {
    const places = placesOf(mode, { inventory: 2 }, '/data').filter(({ role }) => role === 'inventory');
    expect(places.map(({ name, process, dataFolder }) => [name, process, dataFolder])).toEqual([
      ['inventory-service', 'inventory', '/data'],
      ['inventory-service-2', 'inventory-2', '/data/inventory-service-2'],
    ]);
    expect(places.map(instanceName)).toEqual(['inventory', 'inventory-2']);
  });
});
