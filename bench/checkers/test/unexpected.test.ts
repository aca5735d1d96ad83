import { expect, test } from 'vitest';
import { check, order, small } from '../testing/small.ts';

test('Holds when every stored order was attempted, whether or not it was acknowledged', () => {
  const evidence = small();
  evidence.history.pop();
  expect(check('unexpected', evidence).outcome).toBe('holds');
});

test('An order of a key that attempted nothing is unexpected', () => {
  const evidence = small();
  evidence.final.orders.push(order('o3', 'k3', 'rejected', []));
  expect(check('unexpected', evidence)).toMatchObject({ outcome: 'violated', offending: ['o3'] });
});

test('An order with a quantity that nobody asked for is unexpected', () => {
  const evidence = small();
  evidence.final.orders[0]!.items[0]!.quantity = 3;
  expect(check('unexpected', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});
