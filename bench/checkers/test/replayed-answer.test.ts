import { expect, test } from 'vitest';
import { check, operation, request, small } from '../testing/small.ts';

const answer = { status: 202, orderId: 'o1', orderStatus: 'pending' };

function answeredAgain(...answers: object[]) {
  const evidence = small();
  for (const value of answers) evidence.history.push(operation('place-order', 'ok', 'k1', value));
  return check('replayed-answer', evidence);
}

test('The same answer twice is right', () => {
  expect(answeredAgain(answer)).toMatchObject({ outcome: 'holds', counted: { 'keys answered more than once': 1 } });
});

test('A repeat may find the pending order finished', () => {
  expect(answeredAgain({ ...answer, orderStatus: 'confirmed' }).outcome).toBe('holds');
});

test('A repeat with another order differs', () => {
  expect(answeredAgain({ ...answer, orderId: 'o7' })).toMatchObject({ outcome: 'violated', offending: ['k1'] });
});

test('Two final states differ, also after a pending answer', () => {
  const repeats = [
    { ...answer, orderStatus: 'confirmed' },
    { ...answer, orderStatus: 'rejected' },
  ];
  expect(answeredAgain(...repeats).outcome).toBe('violated');
});

test('A body cannot be accepted and refused as malformed', () => {
  const evidence = small();
  evidence.history.push(operation('place-order', 'fail', 'k1', { status: 400 }));
  expect(check('replayed-answer', evidence).outcome).toBe('violated');
});

test('A key that is used again with another body may be refused', () => {
  const evidence = small();
  evidence.history.push(operation('place-order', 'invoke', 'k1', request('k1', { sku: 'lamp', quantity: 7 })));
  evidence.history.push(operation('place-order', 'fail', 'k1', { status: 422 }));
  expect(check('replayed-answer', evidence).outcome).toBe('not-applicable'); // nobody was answered twice
});
