import { expect, test } from 'vitest';
import { confirmed, newLane, notified, reserve } from '../testing/book-of-orders.ts';
import { answeredUnseen } from './order-book.ts';

const violated = (lane: ReturnType<typeof newLane>) =>
  lane.judge
    .judgement(null)
    .checks.filter(({ outcome }) => outcome === 'violated')
    .map(({ check }) => check);

test('an order that came to its end once is counted, and forgotten', () => {
  const lane = newLane();
  for (let n = 0; n < 500; n++) {
    const told = confirmed(`k-${n}`);
    lane.answer(`k-${n}`, told.order.orderId);
    lane.store(told);
  }
  expect(lane.book.size).toBe(0);
  expect(lane.judge.judgement(null)).toMatchObject({
    outcome: 'holds',
    accepted: 500,
    finishedOnce: 500,
    underWay: 0,
    doubled: 0,
  });
});

test('nothing is known before an order was accepted, or while there is a reason to wait', () => {
  const lane = newLane();
  expect(lane.judge.judgement(null).outcome).toBe('unknown');
  const told = confirmed('k-1');
  lane.answer('k-1', told.order.orderId);
  expect(lane.judge.judgement('a fault lasts')).toMatchObject({
    outcome: 'unknown',
    because: 'a fault lasts',
    underWay: 1,
  });
});

test('who is told twice is doubled, at once or long after', () => {
  const lane = newLane();
  const [atOnce, late] = [confirmed('k-1'), confirmed('k-2')];
  for (const { order } of [atOnce, late]) lane.answer(order.customer.email.split('@')[0] ?? '', order.orderId);
  lane.store({
    ...atOnce,
    notifications: [...atOnce.notifications, notified(atOnce.order.orderId, 'order-confirmed')],
  });
  lane.store(late);
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'violated', finishedOnce: 1, doubled: 1 });
  const second = notified(late.order.orderId, 'order-confirmed');
  const { late: again } = lane.book.learn({ orders: [], movements: [], payments: [], notifications: [second] });
  expect([...again]).toEqual([late.order.orderId]);
  lane.judge.again([{ orderId: late.order.orderId, ...late, notifications: [...late.notifications, second] }]);
  expect(lane.judge.judgement(null)).toMatchObject({ finishedOnce: 0, doubled: 2 });
  expect(violated(lane)).toEqual(['notification']);
  expect(lane.judge.judgement(null).checks.find(({ check }) => check === 'notification')?.offending).toContain(
    late.order.orderId,
  );
});

test('a second reservation of one order is found', () => {
  const lane = newLane();
  const told = confirmed('k-1');
  lane.answer('k-1', told.order.orderId);
  lane.store({ ...told, movements: [...told.movements, reserve(told.order.orderId)] });
  expect(violated(lane)).toEqual(['reservation']);
});

test('a failed order is under way while it holds stock, and a ghost once it is overdue', async () => {
  const lane = newLane();
  const told = confirmed('k-1');
  const order = { ...told.order, status: 'rejected', reason: 'out-of-stock' } as const;
  lane.answer('k-1', order.orderId);
  lane.store({ order, movements: told.movements, notifications: [notified(order.orderId, 'order-rejected')] });
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'holds', underWay: 1, ghosts: 0 });
  await lane.judge.overdue([...lane.book.entries()], []);
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'violated', ghosts: 1 });
  await lane.judge.overdue([], []);
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'holds', ghosts: 0 });
});

test('what was accepted and is not stored is lost, what stays pending is stuck, what is parked is neither', async () => {
  const lane = newLane();
  lane.answer('k-1', confirmed('k-1').order.orderId);
  const told = confirmed('k-2');
  const pending = { ...told.order, status: 'pending', version: 1 } as const;
  lane.answer('k-2', pending.orderId);
  lane.store({ order: pending, movements: [], notifications: [] });
  await lane.judge.overdue([...lane.book.entries()], []);
  expect(lane.judge.judgement(null)).toMatchObject({ lost: 1, underWay: 1 });
  expect(violated(lane)).toEqual(['lost', 'stuck']);
  const parked = { messageId: 'm', orderId: pending.orderId, consumer: 'c', reason: 'poison', body: '', role: null };
  await lane.judge.overdue([...lane.book.entries()], [parked]);
  expect(violated(lane)).toEqual(['lost']);
});

test('whose payment is not made in time is told so once, where orders are paid, and waited for until then', () => {
  const lane = newLane({ paid: true });
  const { order: paid, movements } = confirmed('k-1');
  const order = { ...paid, status: 'failed', reason: 'payment-timeout' } as const;
  const [taken] = movements;
  if (!taken) throw new Error('expected a movement');
  const released = { ...taken, movementId: taken.movementId + 1, kind: 'release', quantity: -taken.quantity } as const;
  lane.answer('k-1', order.orderId);
  lane.store({ order, movements: [taken, released], notifications: [] });
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'holds', underWay: 1 });
  lane.store({ order, movements: [], notifications: [notified(order.orderId, 'order-rejected')] });
  expect(violated(lane)).toEqual([]);
  expect(lane.judge.judgement(null)).toMatchObject({ outcome: 'holds', finishedOnce: 1, underWay: 0 });
});

test('a second order of one key, and one that nobody placed, are found', () => {
  const lane = newLane();
  const [one, two] = [confirmed('k-1'), confirmed('k-1')];
  const stored = ({ order }: typeof one) => ({ orderId: order.orderId, order, movements: [], notifications: [] });
  lane.judge.strays([stored(one), stored(two)]);
  expect(violated(lane)).toEqual(['duplicate-order']);
  const other = newLane();
  other.judge.strays([stored(one)]);
  expect(violated(other)).toEqual(['unexpected']);
});

test('an answer that never came is waited for, and the order counts once it is through', () => {
  const lane = newLane();
  const told = confirmed('k-1');
  lane.answer('k-1', null);
  expect(lane.book.size).toBe(1);
  lane.store(told);
  expect(lane.book.size).toBe(0);
  expect(lane.judge.judgement(null)).toMatchObject({ accepted: 0, finishedOnce: 0, doubled: 0 });
  expect(violated(lane)).toEqual([]);
});

test('who gets no answer and asks again, when all is long done, has had one order done once', () => {
  const lane = newLane();
  const { order, movements, notifications } = confirmed('k-1');
  lane.answer('k-1', null);
  lane.store({ order, movements, notifications });
  expect(lane.book.size).toBe(0);
  lane.answer('k-1', order.orderId);
  const [entry] = lane.book.entries();
  if (!entry) throw new Error('expected an entry');
  expect(answeredUnseen(entry)).toBe(order.orderId);
  lane.book.recall(entry, { orderId: order.orderId, order, movements, notifications });
  lane.settle([entry]);
  expect(answeredUnseen(entry)).toBeNull();
  expect(lane.judge.judgement(null)).toMatchObject({
    outcome: 'holds',
    accepted: 1,
    finishedOnce: 1,
    underWay: 0,
    lost: 0,
  });
});

test('the ledger is judged piece by piece as it would be whole', () => {
  const lane = newLane();
  const row = { sku: 'TEA-ASSAM', recordedAt: '2026-01-31T12:00:00.000Z' };
  const set = { ...row, movementId: 1, kind: 'set', quantity: 5, availableAfter: 5 } as const;
  const sold = { ...row, movementId: 2, kind: 'reserve', orderId: 'o', quantity: -3, availableAfter: 2 } as const;
  lane.judge.move([set]);
  lane.judge.move([sold]);
  lane.judge.move([{ ...sold, movementId: 3, quantity: -2, availableAfter: 0 }]);
  expect(violated(lane)).toEqual([]);
  lane.judge.move([{ ...sold, movementId: 4, quantity: -1, availableAfter: -1 }]);
  expect(violated(lane)).toEqual(['stock']);
});
