import { expect, test } from 'vitest';
import type { Payment } from '../../../common/contracts/payments.ts';
import { check, type Small, small } from '../testing/small.ts';

type Money = NonNullable<Small['final']['money']>;
type Entry = Money['entries'][number];

const moved = (kind: Entry['kind'], orderId: string, amountMinor = 500): Entry => ({
  orderId,
  kind,
  amountMinor,
  currency: 'EUR',
});
const known = (orderId: string, state: Payment['state'], reason?: string): Payment => ({
  orderId,
  state,
  ...(reason !== undefined && { reason }),
  refundAttempts: 0,
  updatedAt: '2026-01-01T00:00:00Z',
});

function judged(
  name: string,
  entries: Entry[],
  payments: Payment[] = [],
  edit: (final: Small['final']) => void = () => {},
) {
  const evidence = small();
  Object.assign(evidence.final, { money: { entries, payments } });
  Object.assign(evidence.final.orders[0]!, { totalMinor: 500, currency: 'EUR' });
  edit(evidence.final);
  return check(name, evidence);
}

const paid = [moved('capture', 'o1')];
const lateAndBack = [...paid, moved('capture', 'o2'), moved('refund', 'o2')];
const fails = ({ orders }: Small['final']) =>
  Object.assign(orders[1]!, { status: 'failed', reason: 'payment-timeout' });

test('Where orders are not paid, nothing of it applies', () => {
  for (const name of ['captured', 'compensated', 'refunded-once']) {
    expect(check(name, small()).outcome, name).toBe('not-applicable');
  }
});

test('Confirmed is captured once for exactly the total; what was given back of another order was never there', () => {
  expect(judged('captured', paid).outcome).toBe('holds');
  expect(judged('captured', lateAndBack, [], fails).outcome).toBe('holds');
});

test.each([
  ['never', []],
  ['twice', [...paid, ...paid]],
  ['for one minor unit less', [moved('capture', 'o1', 499)]],
  ['and given back', [...paid, moved('refund', 'o1')]],
])('A confirmed order that is captured %s breaks it', (_, entries) => {
  expect(judged('captured', entries)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('Money that is kept of an order that is not confirmed, or that nobody has, breaks it', () => {
  for (const orderId of ['o2', 'o9']) {
    const verdict = judged('captured', [...paid, moved('capture', orderId)]);
    expect(verdict).toMatchObject({ outcome: 'violated', offending: [orderId] });
  }
});

test('An order that did not succeed may wait for its money only where its refund is parked with a reason', () => {
  const entries = [...paid, moved('capture', 'o2')];
  const of = (...payments: Payment[]) => judged('compensated', entries, payments, fails).outcome;
  expect(judged('compensated', lateAndBack, [], fails).outcome).toBe('holds');
  expect(of()).toBe('violated');
  expect(of(known('o2', 'refunding'))).toBe('violated');
  expect(of(known('o2', 'parked'))).toBe('violated');
  expect(of(known('o2', 'parked', 'The provider answered 503.'))).toBe('holds');
});

test('Who saw stock that was given back later is counted, and breaks nothing', () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const verdict = judged('compensated', paid, [], (final) => {
    let left = 2;
    const move = (
      second: number,
      kind: 'set' | 'reserve' | 'release',
      orderId: string | undefined,
      quantity: number,
    ) => {
      if (kind !== 'set') left += quantity;
      final.movements.push({
        movementId: final.movements.length + 1,
        sku: 'lamp',
        kind,
        ...(orderId && { orderId }),
        quantity,
        availableAfter: left,
        recordedAt: at(second),
      });
    };
    const [, refused] = final.orders;
    final.orders.push({ ...refused!, orderId: 'o3', reason: 'payment-declined' });
    Object.assign(refused!, {
      reason: 'out-of-stock',
      items: [{ sku: 'lamp', quantity: 1 }],
      createdAt: at(4),
      updatedAt: at(5),
    });
    move(1, 'set', undefined, 2);
    move(2, 'reserve', 'o3', -1);
    move(3, 'reserve', 'o1', -1);
    move(6, 'release', 'o3', 1);
  });
  expect(verdict).toMatchObject({
    outcome: 'holds',
    counted: { 'reserved beside stock that came back': 1, 'refused for stock that came back': 1 },
  });
});

test('A refund gives back what was captured, once', () => {
  expect(judged('refunded-once', lateAndBack).outcome).toBe('holds');
  for (const entry of [moved('refund', 'o2'), moved('refund', 'o9'), moved('refund', 'o1', 499)]) {
    expect(judged('refunded-once', [...lateAndBack, entry]).outcome).toBe('violated');
  }
});
