import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

const judged = (edit: (order: Small['final']['orders'][number]) => void) => {
  const evidence = small();
  edit(evidence.final.orders[0]!);
  return check('money', evidence);
};

test('Holds when the total follows from the catalogue', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { confirmed: 1 } });
});

test.each([499, 500.5, 0])('A total of %s for two lamps at 250 breaks it', (total) => {
  expect(judged((order) => (order.totalMinor = total))).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A line at another price breaks it, although the total is right', () => {
  expect(judged((order) => (order.items[0]!.unitPriceMinor = 251)).outcome).toBe('violated');
});

test('No confirmed order is unknown: there was no money to look at', () => {
  const evidence = small();
  evidence.final.orders.shift();
  expect(check('money', evidence).outcome).toBe('unknown');
});
