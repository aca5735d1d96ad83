import { expect, test } from 'vitest';
import { check, small } from '../testing/small.ts';

test('Holds when each key has one order', () => {
  expect(check('duplicate-order', small())).toMatchObject({ outcome: 'holds', counted: { keys: 2 } });
});

test('A second order under one key is a duplicate', () => {
  const evidence = small();
  evidence.final.orders.push({ ...evidence.final.orders[0]!, orderId: 'o9' });
  expect(check('duplicate-order', evidence)).toMatchObject({ outcome: 'violated', offending: ['o9'] });
});

test('A duplicate counts even if the pipeline has not come to rest', () => {
  const evidence = small();
  evidence.final.quiescent = false;
  evidence.final.orders.push({ ...evidence.final.orders[0]!, orderId: 'o9' });
  expect(check('duplicate-order', evidence).outcome).toBe('violated');
});
