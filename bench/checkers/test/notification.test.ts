import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

const judged = (edit: (final: Small['final']) => void) => {
  const evidence = small();
  edit(evidence.final);
  return check('notification', evidence);
};

test('Holds when each finished order and each crossing was told once', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { notifications: 3, 'told of': 2 } });
});

test('A customer who was not told breaks it', () => {
  expect(judged(({ notifications }) => notifications.shift())).toMatchObject({
    outcome: 'violated',
    offending: ['o1'],
  });
});

test('A customer who was told twice breaks it, also before the pipeline rests', () => {
  const verdict = judged((final) => {
    final.notifications.push({ ...final.notifications[0]!, notificationId: 'n9' });
    final.quiescent = false;
  });
  expect(verdict.outcome).toBe('violated');
});

test('A rejected order may not be told that it is confirmed', () => {
  expect(judged(({ notifications }) => (notifications[2]!.kind = 'order-confirmed'))).toMatchObject({
    offending: ['o2'],
  });
});

test('A missing and a second low-stock alert break it', () => {
  expect(judged(({ notifications }) => notifications.splice(1, 1))).toMatchObject({ offending: ['lamp'] });
  expect(judged(({ notifications }) => notifications.push(notifications[1]!))).toMatchObject({ offending: ['lamp'] });
});

test('Two lines of one product in one order cross its threshold once', () => {
  const twoLines = judged(({ orders, movements, products }) => {
    orders[0]!.items[0]!.quantity = 1;
    orders[0]!.items.push({ ...orders[0]!.items[0]!, quantity: 3 });
    movements[1] = { ...movements[1]!, quantity: -1, availableAfter: 4 };
    movements.push({ ...movements[1]!, movementId: 3, quantity: -3, availableAfter: 1 });
    Object.assign(products[0]!, { available: 1, reserved: 4 });
  });
  expect(twoLines.outcome).toBe('holds');
});

test('A restock below the threshold raises no alert, a second fall does', () => {
  const verdict = judged(({ movements }) => {
    movements.push({ ...movements[0]!, movementId: 3, quantity: -2, availableAfter: 1 });
    movements.push({ ...movements[0]!, movementId: 4, quantity: 4, availableAfter: 5 });
    movements.push({ ...movements[1]!, movementId: 5, quantity: -2, availableAfter: 3 });
  });
  expect(verdict).toMatchObject({ outcome: 'violated', because: expect.stringContaining('2 times') });
});

test('A crossing by an order that failed may stay silent', () => {
  const verdict = judged((final) => {
    final.orders[0]!.status = 'failed';
    final.notifications.splice(0, 2);
  });
  expect(verdict.outcome).toBe('holds');
});

test('An alert that was undone with its order is owed by the next one while the product stays low', () => {
  const undone = (edit: (final: Small['final']) => void) =>
    judged((final) => {
      const { movements, orders, products, notifications } = final;
      orders[0]!.status = 'rejected'; // its card was declined: it took the lamp to 3, and raised no alert
      Object.assign(notifications[0]!, { kind: 'order-rejected' });
      for (const [orderId, kind, quantity, availableAfter] of [
        ['o3', 'reserve', -3, 0],
        ['o1', 'release', 2, 2],
        ['o4', 'reserve', -1, 1],
      ] as const) {
        movements.push({ ...movements[1]!, movementId: movements.length + 1, orderId, kind, quantity, availableAfter });
      }
      for (const orderId of ['o3', 'o4']) {
        orders.push({ ...orders[0]!, orderId, status: 'confirmed' });
        notifications.push({ ...notifications[0]!, notificationId: orderId, orderId, kind: 'order-confirmed' });
      }
      Object.assign(products[0]!, { available: 1, reserved: 4 });
      edit(final);
    });
  expect(undone(() => {}).outcome).toBe('holds');
  expect(undone(({ notifications }) => notifications.splice(1, 1))).toMatchObject({
    outcome: 'violated',
    offending: ['lamp'],
  });
});
