import { expect, test } from 'vitest';
import { faults } from '../../faults/all.ts';
import { modes } from '../../modes.ts';
import { CatalogueFault } from '../protocol/lanes.ts';
import { catalogueFor, linksToWatch } from './fault-catalogue.ts';

const catalogue = catalogueFor(modes);

test('every fault of one process is offered, and where a lane cannot suffer it there is the reason', () => {
  const known = Object.values(faults).filter(
    (kind) => kind.name !== 'none' && kind.ofSeveral === undefined && !('ofNodes' in kind) && !kind.ofPayment,
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

test.each(modes)('the proxy of $name stands, once each, on every link that a fault of the network asks for', (mode) => {
  const links = linksToWatch(mode).map(({ from, to }) => `${from} ${to}`);
  expect(new Set(links).size).toBe(links.length);
  for (const { name, unavailable } of catalogue) {
    if (unavailable[mode.name] !== null) continue;
    for (const { from, to } of faults[name]?.links?.(mode) ?? []) expect(links, name).toContain(`${from} ${to}`);
  }
});
