import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

function withPending(): Small {
  const evidence = small();
  Object.assign(evidence.final.orders[0]!, { status: 'pending', version: 1 });
  return evidence;
}

const park = ({ final }: Small, reason: string) =>
  final.parked.push({ messageId: 'm1', orderId: 'o1', role: 'inventory', consumer: 'inventory', reason, body: '' });

test('Holds when every order is final', () => {
  expect(check('stuck', small()).outcome).toBe('holds');
});

test('A pending order is stuck', () => {
  expect(check('stuck', withPending())).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A parked order counts as final if it says why', () => {
  const evidence = withPending();
  park(evidence, 'handler crashed');
  expect(check('stuck', evidence)).toMatchObject({ outcome: 'holds', counted: { parked: 1 } });
});

test('A parked order without a reason is stuck', () => {
  const evidence = withPending();
  park(evidence, '');
  expect(check('stuck', evidence).outcome).toBe('violated');
});

test('An order is stuck although, and because, the pipeline never came to rest', () => {
  const evidence = withPending();
  evidence.final.quiescent = false;
  expect(check('stuck', evidence).outcome).toBe('violated');
});
