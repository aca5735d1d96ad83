import { expect, test } from 'vitest';
import type { Lane, LaneFault } from '../../protocol/lanes.ts';
import { bandsOf } from '../browser/charts/bands.ts';

const faulty = (part: Partial<LaneFault>) => {
  const fault = { id: 'f', name: 'slow', values: {}, evidence: null, sinceMs: 1000, untilMs: null, ...part };
  return { line: { color: 'red' }, faults: [fault] } as unknown as Lane;
};

test('a fault that could not be healed goes on in the charts, and one that could not be injected was none', () => {
  expect(bandsOf([faulty({ phase: 'unhealed' })])).toMatchObject([{ name: 'slow', fromMs: 1000, toMs: null }]);
  expect(bandsOf([faulty({ phase: 'unhealed', untilMs: 5000 })])).toMatchObject([{ toMs: 5000 }]);
  expect(bandsOf([faulty({ phase: 'failed', untilMs: 2000 })])).toEqual([]);
});
