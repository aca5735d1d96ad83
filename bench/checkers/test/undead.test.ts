import { expect, test } from 'vitest';
import { check, operation, order, request, type Small, small } from '../testing/small.ts';

const items = [{ sku: 'lamp', quantity: 9 }];

function thirdCustomer(...outcomes: ('fail' | 'info')[]): Small {
  const evidence = small();
  for (const outcome of outcomes) {
    evidence.history.push(operation('place-order', 'invoke', 'k3', request('k3', ...items)));
    evidence.history.push(operation('place-order', outcome, 'k3', { error: 'ECONNREFUSED' }));
  }
  evidence.final.orders.push(order('o3', 'k3', 'rejected', items));
  return evidence;
}

test('An order whose only attempt was refused is undead', () => {
  expect(check('undead', thirdCustomer('fail'))).toMatchObject({ outcome: 'violated', offending: ['o3'] });
});

test('An order may exist when one of its attempts ended in doubt', () => {
  expect(check('undead', thirdCustomer('fail', 'info')).outcome).toBe('not-applicable');
});

test('An order may exist when one of its attempts was never answered', () => {
  const evidence = thirdCustomer('fail');
  evidence.history.push(operation('place-order', 'invoke', 'k3', request('k3', ...items)));
  expect(check('undead', evidence).outcome).toBe('not-applicable');
});

test('Attempts that certainly failed and left nothing are what it looks at', () => {
  const evidence = thirdCustomer('fail');
  evidence.final.orders.pop();
  expect(check('undead', evidence)).toMatchObject({ outcome: 'holds', counted: { refused: 1 } });
});
