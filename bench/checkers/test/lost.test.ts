import { expect, test } from 'vitest';
import { check, small } from '../testing/small.ts';

test('Holds when every acknowledged order is stored', () => {
  expect(check('lost', small())).toMatchObject({ outcome: 'holds', counted: { acknowledged: 2, stored: 2 } });
});

test('An acknowledged order that is not stored is lost, and its operations are shown', () => {
  const evidence = small();
  evidence.final.orders.shift();
  const verdict = check('lost', evidence);
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['o1'] });
  expect(verdict.subHistory).toEqual(evidence.history.slice(0, 2));
});

test('An order that is stored for somebody else is lost to the one it was promised to', () => {
  const evidence = small();
  evidence.final.orders[0]!.customer.email = 'k3@load.example';
  expect(check('lost', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('An order that was never acknowledged may be missing', () => {
  const evidence = small();
  evidence.final.orders.pop();
  evidence.history[3]!.type = 'info';
  expect(check('lost', evidence).outcome).toBe('holds');
});
