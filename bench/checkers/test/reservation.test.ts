import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

const judged = (edit: (final: Small['final']) => void) => {
  const evidence = small();
  edit(evidence.final);
  return check('reservation', evidence);
};
const reserve = (orderId: string) => ({ ...small().final.movements[1]!, movementId: 3, orderId });
const release = (orderId: string) => ({ ...reserve(orderId), movementId: 4, kind: 'release' as const, quantity: 2 });

test('Holds when confirmed orders hold their lines and nobody else holds anything', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { confirmed: 1, 'rejected or failed': 1 } });
});

test('A confirmed order without a reservation breaks it', () => {
  expect(judged(({ movements }) => movements.pop())).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A line that is reserved twice breaks it', () => {
  expect(judged(({ movements }) => movements.push(reserve('o1'))).outcome).toBe('violated');
});

test('A rejected order that holds stock is a ghost reservation', () => {
  expect(judged(({ movements }) => movements.push(reserve('o2')))).toMatchObject({
    outcome: 'violated',
    offending: ['o2'],
  });
});

test('A reservation that was released is no ghost', () => {
  expect(judged(({ movements }) => movements.push(reserve('o2'), release('o2'))).outcome).toBe('holds');
});

test('An order of two equal lines needs two reservations', () => {
  const twice = (rows: number) =>
    judged(({ orders, movements }) => {
      orders[0]!.items.push(orders[0]!.items[0]!);
      if (rows === 2) movements.push(reserve('o1'));
    });
  expect(twice(1).outcome).toBe('violated');
  expect(twice(2).outcome).toBe('holds');
});

test('A missing reservation is unknown while the pipeline moves', () => {
  const verdict = judged((final) => {
    final.movements.pop();
    final.quiescent = false;
    final.stillMoving = ['lag orders/0: 3'];
  });
  expect(verdict).toMatchObject({ outcome: 'unknown', because: expect.stringContaining('lag orders/0: 3') });
});
