import { expect, test } from 'vitest';
import { check, operation, small } from '../testing/small.ts';

const inject = operation('fault', 'ok', 'kill-inventory', { phase: 'inject' });
const witnessed = (happened: boolean) =>
  operation('fault', 'ok', 'kill-inventory', { phase: 'witness', happened, evidence: 'pid 7 became 9' });

const under = (fault: string, ...operations: (typeof inject)[]) => {
  const evidence = small();
  evidence.history.push(...operations);
  return check('witness', { ...evidence, fault });
};

test('Where no fault was due there is nothing to prove', () => {
  expect(under('none').outcome).toBe('not-applicable');
});

test('A fault with proof holds and says what was seen', () => {
  const verdict = under('kill-inventory', inject, witnessed(true));
  expect(verdict).toMatchObject({ outcome: 'holds', because: expect.stringContaining('pid 7 became 9') });
});

test('A fault without proof is unknown', () => {
  expect(under('kill-inventory').outcome).toBe('unknown');
  expect(under('kill-inventory', inject).outcome).toBe('unknown');
  expect(under('kill-inventory', inject, witnessed(false)).outcome).toBe('unknown');
});

test('Every part of a combination needs its own proof', () => {
  const verdict = under('kill-inventory+network:latency', inject, witnessed(true));
  expect(verdict).toMatchObject({ outcome: 'unknown', because: expect.stringContaining('network:latency') });
});
