import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

const once = [
  { orderId: 'o1', calls: 1, effects: 1 },
  { orderId: 'o2', calls: 1, effects: 1 },
];
const judged = (warehouse: Small['final']['warehouse'], edit: (final: Small['final']) => void = () => {}) => {
  const evidence = small();
  Object.assign(evidence.final, { warehouse });
  edit(evidence.final);
  return check('effects', evidence);
};

test('Holds when each order was done once, however often it was asked about', () => {
  const [first, second] = once;
  expect(judged([{ ...first!, calls: 3 }, second!])).toMatchObject({
    outcome: 'holds',
    counted: { calls: 4, 'asked about again': 1, done: 2 },
  });
});

test('A second effect breaks it', () => {
  const [first, second] = once;
  expect(judged([{ ...first!, calls: 2, effects: 2 }, second!])).toMatchObject({
    outcome: 'violated',
    offending: ['o1'],
  });
});

test('A decided order without an effect breaks it, a failed one does not', () => {
  const [first] = once;
  expect(judged([first!])).toMatchObject({ outcome: 'violated', offending: ['o2'] });
  expect(judged([first!], ({ orders }) => (orders[1]!.status = 'failed')).outcome).toBe('holds');
});

test('An effect for an order that is not stored breaks it', () => {
  expect(judged([...once, { orderId: 'o9', calls: 1, effects: 1 }]).outcome).toBe('violated');
});

test('Does not apply where nobody was asked', () => {
  expect(judged(null).outcome).toBe('not-applicable');
  expect(check('effects', small()).outcome).toBe('not-applicable');
});
