import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

const judged = (edit: (final: Small['final']) => void) => {
  const evidence = small();
  edit(evidence.final);
  return check('stock', evidence);
};

test('Holds when the ledger adds up to the shelf', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { movements: 2, products: 1 } });
});

test('A restock is part of the sum', () => {
  const restock = (available: number) =>
    judged(({ movements, products }) => {
      movements.push({ ...movements[0]!, movementId: 3, quantity: 7, availableAfter: 10 });
      products[0]!.available = available;
    });
  expect(restock(10).outcome).toBe('holds');
  expect(restock(3).outcome).toBe('violated');
});

test('Stock below zero at any prefix breaks it, although the sums are right', () => {
  const verdict = judged(({ movements, products }) => {
    const sold = movements[1]!;
    movements.push({ ...sold, movementId: 3, orderId: 'o2', quantity: -9, availableAfter: -6 });
    movements.push({ ...sold, movementId: 4, orderId: 'o2', kind: 'release', quantity: 9, availableAfter: 3 });
    products[0]!.available = 3;
  });
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['movement 3'] });
});

test('A movement of an unknown product breaks it', () => {
  expect(judged(({ movements }) => (movements[1]!.sku = 'chair')).outcome).toBe('violated');
});

test('Movement ids must rise', () => {
  expect(judged(({ movements }) => (movements[1]!.movementId = 1)).outcome).toBe('violated');
});

test('More reserved than the ledger holds breaks it', () => {
  expect(judged(({ products }) => products[0]!.reserved++)).toMatchObject({ outcome: 'violated', offending: ['lamp'] });
});

test('An empty ledger is unknown, not good', () => {
  const verdict = judged((final) => {
    final.movements = [];
    final.products = [];
    final.catalogue = [];
  });
  expect(verdict.outcome).toBe('unknown');
});
