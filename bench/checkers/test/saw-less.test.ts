import { expect, test } from 'vitest';
import type { Order } from '../../../common/contracts/orders.ts';
import type { StockMovement } from '../../../common/contracts/products.ts';
import { pending } from '../../../common/testing/samples.ts';
import { sawLess } from '../saw-less.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

/** A ledger of moves, each a second after the one before: sku, pieces, and whose. */
function ledgerOf(moves: [sku: string, pieces: number, orderId?: string][]): StockMovement[] {
  const available = new Map<string, number>();
  return moves.map(([sku, quantity, orderId], index) => {
    available.set(sku, (available.get(sku) ?? 0) + quantity);
    return {
      movementId: index + 1,
      sku,
      kind: orderId === undefined ? 'set' : quantity < 0 ? 'reserve' : 'release',
      ...(orderId !== undefined && { orderId }),
      quantity,
      availableAfter: available.get(sku) ?? 0,
      recordedAt: at(index),
    };
  });
}

/** An order that was refused between these two seconds. */
const refused = (items: Order['items'], from: number, to = from): Order => ({
  ...pending(),
  orderId: 'refused',
  status: 'rejected',
  reason: 'out-of-stock',
  items,
  createdAt: at(from + 0.1),
  updatedAt: at(to + 0.2),
});
const seen = (moves: Parameters<typeof ledgerOf>[0], order: Order) => sawLess(ledgerOf(moves), [order]).refused.size;

const held: Parameters<typeof ledgerOf>[0] = [
  ['tea', 5],
  ['cup', 9],
  ['tea', -3, 'undone'],
  ['tea', 3, 'undone'],
];

test('an order counts that would have had enough with what was held and came back', () => {
  expect(seen(held, refused([{ sku: 'tea', quantity: 4 }], 2))).toBe(1);
  expect(
    seen(
      held,
      refused(
        [
          { sku: 'tea', quantity: 2 },
          { sku: 'tea', quantity: 2 },
        ],
        2,
      ),
    ),
  ).toBe(1);
});

test('one does not that asked for more than there ever was', () => {
  expect(seen(held, refused([{ sku: 'tea', quantity: 6 }], 2))).toBe(0);
});

test('one does not whose lacking product nobody held, whatever else of it was held', () => {
  const order = refused(
    [
      { sku: 'tea', quantity: 1 },
      { sku: 'cup', quantity: 10 },
    ],
    2,
  );
  expect(seen(held, order)).toBe(0);
});

test('one does not that was refused before the pieces were taken, or for those that were kept', () => {
  expect(seen(held, refused([{ sku: 'tea', quantity: 6 }], 1))).toBe(0);
  expect(
    seen(
      [
        ['tea', 5],
        ['tea', -3, 'kept'],
      ],
      refused([{ sku: 'tea', quantity: 4 }], 1),
    ),
  ).toBe(0);
});

test('where the moment is not known, it must hold of each at which too little was there', () => {
  const moves: typeof held = [
    ['tea', 5],
    ['tea', -3, 'undone'],
    ['tea', -1, 'kept'],
    ['tea', -1, 'kept too'],
    ['tea', 3, 'undone'],
  ];
  expect(seen(moves, refused([{ sku: 'tea', quantity: 3 }], 1, 3))).toBe(1);
  expect(seen(moves, refused([{ sku: 'tea', quantity: 4 }], 1, 3))).toBe(0);
});

test('between the lines of one order nobody looks', () => {
  const moves: typeof held = [
    ['tea', 2],
    ['cup', 2],
    ['tea', -2, 'undone'],
    ['cup', -2, 'undone'],
    ['tea', 2, 'undone'],
    ['cup', 2, 'undone'],
  ];
  const ledger = ledgerOf(moves).map((one, index) => ({ ...one, recordedAt: at(index < 2 ? 0 : index < 4 ? 1 : 2) }));
  const order = refused(
    [
      { sku: 'tea', quantity: 1 },
      { sku: 'cup', quantity: 1 },
    ],
    0,
    3,
  );
  expect(sawLess(ledger, [order]).refused.size).toBe(1);
});

test('who reserved beside such stock is counted, and who reserved beside stock that was kept is not', () => {
  const moves: typeof held = [
    ['tea', 9],
    ['tea', -1, 'undone'],
    ['tea', -1, 'beside'],
    ['tea', 1, 'undone'],
    ['tea', -1, 'after'],
  ];
  expect([...sawLess(ledgerOf(moves), []).reserved]).toEqual(['beside']);
});
