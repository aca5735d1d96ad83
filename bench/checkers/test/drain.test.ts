import { expect, test } from 'vitest';
import type { Operation } from '../../record/history.ts';
import { judgedMode } from '../testing/judged-modes.ts';
import { check, operation, request, type Small, small } from '../testing/small.ts';

const line = { sku: 'lamp', quantity: 1 };

/** A third customer places an order while one service restarts, and a fourth when it is back. */
function restarted(
  role: string,
  third: [Operation['type'], object],
  fourth: [Operation['type'], object],
  { fault = 'rolling-restart', of = 1 } = {},
): Small {
  const evidence = small();
  evidence.fault = fault;
  const restart = (type: 'invoke' | 'ok') => operation('fault', type, evidence.fault, { phase: 'restart', role, of });
  const place = (key: string, [type, value]: [Operation['type'], object]) => [
    operation('place-order', 'invoke', key, request(key, line)),
    operation('place-order', type, key, value),
  ];
  evidence.history.push(restart('invoke'), ...place('k3', third), restart('ok'), ...place('k4', fourth));
  return evidence;
}

const refused: [Operation['type'], object] = ['fail', { error: 'ECONNREFUSED' }];
const reset: [Operation['type'], object] = ['info', { error: 'ECONNRESET' }];
const served: [Operation['type'], object] = ['ok', { status: 202, orderId: 'o1', orderStatus: 'pending' }];

test('Holds when only those were refused who came while the order service was away', () => {
  const verdict = check('drain', restarted('orders', refused, served));
  expect(verdict).toMatchObject({ outcome: 'holds', counted: { refused: 1 } });
});

test('A refusal after the restart breaks it', () => {
  expect(check('drain', restarted('orders', refused, refused))).toMatchObject({
    outcome: 'violated',
    offending: ['k4'],
  });
});

test('Who is told to come later is counted, and breaks nothing', () => {
  const later: [Operation['type'], object] = ['fail', { status: 429, error: 'too-many-requests' }];
  expect(check('drain', restarted('orders', refused, later))).toMatchObject({
    outcome: 'holds',
    counted: { refused: 1, 'told to come later': 1 },
  });
});

test('A reset of an order that is stored breaks it, one of an order that is not may be an idle connection', () => {
  const evidence = restarted('orders', reset, served);
  expect(check('drain', evidence).outcome).toBe('holds');
  const [order] = evidence.final.orders;
  evidence.final.orders.push({ ...order!, orderId: 'o3', customer: { name: 'Ada', email: 'k3@load.example' } });
  expect(check('drain', evidence)).toMatchObject({ outcome: 'violated', offending: ['k3'] });
});

test('The restart of inventory refuses nobody where orders are answered without it', () => {
  expect(check('drain', restarted('inventory', served, served)).outcome).toBe('unknown');
  const sync = { ...restarted('inventory', ['info', { status: 503 }], served), mode: judgedMode('calls') };
  expect(check('drain', sync).outcome).toBe('holds');
});

test('Nobody needs to be refused while one of several processes that are called restarts', () => {
  const several = { fault: 'rolling-restart-inventory', of: 4 };
  const sync = (third: [Operation['type'], object]) => ({
    ...restarted('inventory', third, served, several),
    mode: judgedMode('calls'),
  });
  expect(check('drain', sync(served)).outcome).toBe('holds');
  expect(check('drain', sync(['info', { status: 503 }]))).toMatchObject({ outcome: 'violated', offending: ['k3'] });
  expect(check('drain', restarted('inventory', served, served, several)).outcome).toBe('not-applicable');
  expect(check('drain', restarted('orders', refused, served, { of: 2 })).outcome).toBe('holds'); // its own connection
});

test('Does not apply where nothing restarts', () => {
  expect(check('drain', small()).outcome).toBe('not-applicable');
});
