import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

type Answers = NonNullable<Small['final']['answers']>;
const confirmed = { orderId: 'o1', place: 'k1', status: 'confirmed', version: 2, totalMinor: 500 } as const;
const rejected = { orderId: 'o2', place: 'k2', status: 'rejected', version: 2 } as const;
const owed = [
  { orderId: 'o1', place: 'k1' },
  { orderId: 'o2', place: 'k2' },
];
const good = (): Answers => ({ owed, got: [confirmed, rejected], foreign: 0, parked: [] });

function judged(change: Partial<Answers>, edit: (final: Small['final']) => void = () => {}) {
  const evidence = small();
  evidence.final.answers = { ...good(), ...change };
  edit(evidence.final);
  return check('told', evidence);
}

test('Holds when every answer that was owed came, however often', () => {
  expect(judged({ got: [confirmed, rejected, confirmed] })).toMatchObject({
    outcome: 'holds',
    counted: { owed: 2, told: 2, 'told more than once': 1, parked: 0 },
  });
});

test('An answer that never came breaks it, unless it is parked with a reason', () => {
  expect(judged({ got: [confirmed] })).toMatchObject({ outcome: 'violated', offending: ['o2'] });
  expect(judged({ got: [confirmed], parked: [{ orderId: 'o2', reason: 'gone' }] }).outcome).toBe('holds');
  expect(judged({ got: [confirmed], parked: [{ orderId: 'o2', reason: ' ' }] }).outcome).toBe('violated');
});

test('One that has not come yet proves nothing while something moves', () => {
  expect(judged({ got: [confirmed] }, (final) => (final.quiescent = false)).outcome).toBe('unknown');
});

test('Another outcome, version or total than that of the order breaks it', () => {
  for (const wrong of [{ status: 'failed' }, { status: 'pending' }, { version: 3 }, { totalMinor: 501 }] as const) {
    expect(judged({ got: [{ ...confirmed, ...wrong }, rejected] })).toMatchObject({
      outcome: 'violated',
      offending: ['o1'],
    });
  }
});

test('An answer to nobody, or of an order that is not stored, breaks it', () => {
  expect(judged({ owed: owed.slice(0, 1) })).toMatchObject({ outcome: 'violated', offending: ['o2'] });
  expect(judged({}, (final) => final.orders.pop()).outcome).toBe('violated');
});

test('An answer that went to another caller breaks it, also when the right one got it too', () => {
  const swapped = [
    { ...confirmed, place: 'k2' },
    { ...rejected, place: 'k1' },
  ];
  expect(judged({ got: swapped })).toMatchObject({ outcome: 'violated', offending: ['o1', 'o2'] });
  expect(judged({ got: [confirmed, rejected, { ...confirmed, place: 'k2' }] })).toMatchObject({
    outcome: 'violated',
    offending: ['o1'],
  });
});

test('An answer that came to nobody who is known breaks it', () => {
  expect(judged({ foreign: 1 }).outcome).toBe('violated');
});

test('Does not apply where nobody asked for one', () => {
  expect(check('told', small()).outcome).toBe('not-applicable');
});
