import { expect, test } from 'vitest';
import { faults } from '../../faults/all.ts';
import { modes } from '../../modes.ts';
import { CatalogueFault } from '../protocol/lanes.ts';
import { catalogueFor, linksToWatch } from './fault-catalogue.ts';

const shapes = ['off', 'orchestrated'] as const;
const catalogue = catalogueFor(modes, 'orchestrated');

test('every fault of one process is offered, and where a lane cannot suffer it there is the reason', () => {
  const known = Object.values(faults).filter(
    (kind) => kind.name !== 'none' && kind.ofSeveral === undefined && !('ofNodes' in kind),
  );
  expect(catalogue.map(({ name }) => name)).toEqual(known.map(({ name }) => name));
  for (const fault of catalogue) {
    expect(CatalogueFault.parse(fault)).toEqual(fault);
    expect(Object.keys(fault.unavailable)).toEqual(modes.map(({ name }) => name));
    for (const because of Object.values(fault.unavailable)) expect(because ?? 'able').not.toBe('');
  }
  const without = modes.filter(({ broker }) => !broker).map(({ name }) => name);
  const killed = catalogue.find(({ name }) => name === 'broker-kill');
  expect(
    Object.entries(killed?.unavailable ?? {})
      .filter(([, because]) => because)
      .map(([lane]) => lane),
  ).toEqual(without);
});

test('where nothing is paid nothing can happen to a payment', () => {
  expect(catalogueFor(modes, 'off')).toEqual(catalogue.filter(({ ofPayment }) => !ofPayment));
  expect(catalogue.filter(({ ofPayment }) => ofPayment).length).toBeGreaterThan(10);
});

test.each(modes)('the proxy of $name stands, once each, on every link that a fault of the network asks for', (mode) => {
  for (const shape of shapes) {
    const links = linksToWatch(mode, shape).map(({ from, to }) => `${from} ${to}`);
    expect(new Set(links).size).toBe(links.length);
    for (const { name, unavailable } of catalogueFor(modes, shape)) {
      if (unavailable[mode.name] !== null) continue;
      for (const { from, to } of faults[name]?.links?.(mode) ?? []) expect(links, name).toContain(`${from} ${to}`);
    }
    expect(links.includes('payments provider')).toBe(shape !== 'off');
  }
});
