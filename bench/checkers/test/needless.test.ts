import { expect, test } from 'vitest';
import { check, operation, request, type Small, small } from '../testing/small.ts';

/** The smallest run in which a call was reset before it arrived, while a third customer placed an order. */
function disturbed(): Small {
  const evidence = small();
  evidence.fault = 'network:reset-before';
  const step = (type: 'invoke' | 'ok', phase: string) => operation('fault', type, evidence.fault, { phase });
  const line = { sku: 'lamp', quantity: 1 };
  evidence.history.push(
    step('ok', 'inject'),
    operation('place-order', 'invoke', 'k3', request('k3', line)),
    step('invoke', 'heal'),
  );
  return evidence;
}

test('Holds when nobody was given up', () => {
  expect(check('needless', disturbed())).toMatchObject({ outcome: 'holds', counted: { 'orders meanwhile': 1 } });
});

test.each([503, 504])('An order that is answered %s was given up needlessly', (status) => {
  const evidence = disturbed();
  evidence.history.push(operation('place-order', 'info', 'k3', { status, error: `http-${status}` }));
  expect(check('needless', evidence)).toMatchObject({ outcome: 'violated', offending: ['k3'] });
});

test('An order that failed was given up needlessly, whatever its client heard', () => {
  const evidence = disturbed();
  Object.assign(evidence.final.orders[0]!, { status: 'failed' });
  expect(check('needless', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A lost answer is nobody’s giving up', () => {
  const evidence = disturbed();
  evidence.history.push(operation('place-order', 'info', 'k3', { error: 'ECONNRESET' }));
  expect(check('needless', evidence).outcome).toBe('holds');
});

test('Says nothing under a fault that a repetition cannot get past', () => {
  for (const fault of ['none', 'kill-inventory', 'network:reset-before+kill-inventory']) {
    expect(check('needless', { ...disturbed(), fault }).outcome).toBe('not-applicable');
  }
});
