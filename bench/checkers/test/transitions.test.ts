import { expect, test } from 'vitest';
import { judgedMode } from '../testing/judged-modes.ts';
import { check, operation, small } from '../testing/small.ts';

const read = (type: 'invoke' | 'ok', status: string | null, version = 2, process = 'r') =>
  operation('read-order', type, 'o1', status && { orderId: 'o1', status, version }, process);

test('Pending at version 1, then final at version 2 is legal', () => {
  const evidence = small();
  evidence.history.push(read('invoke', null), read('ok', 'pending', 1), read('invoke', null), read('ok', 'confirmed'));
  expect(check('transitions', evidence)).toMatchObject({ outcome: 'holds', counted: { reads: 2 } });
});

test('A skipped version is illegal', () => {
  const evidence = small();
  evidence.final.orders[0]!.version = 3;
  expect(check('transitions', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('Only sync-rest knows failed orders', () => {
  const evidence = small();
  evidence.final.orders[1]!.status = 'failed';
  expect(check('transitions', evidence).outcome).toBe('violated');
  expect(check('transitions', { ...evidence, mode: judgedMode('calls') }).outcome).toBe('holds');
});

test('An order may not leave the final state a client was told of', () => {
  const evidence = small();
  evidence.history[1]!.value = { status: 201, orderId: 'o1', orderStatus: 'rejected' };
  expect(check('transitions', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A read that began after a final state was seen may not be pending', () => {
  const evidence = small();
  evidence.history.push(read('invoke', null), read('ok', 'confirmed'), read('invoke', null), read('ok', 'pending', 1));
  expect(check('transitions', evidence).outcome).toBe('violated');
});

test('A slow read that began before may still be pending', () => {
  const evidence = small();
  evidence.history.push(read('invoke', null, 1, 'slow'), read('invoke', null), read('ok', 'confirmed'));
  evidence.history.push(read('ok', 'pending', 1, 'slow'));
  expect(check('transitions', evidence).outcome).toBe('holds');
});
