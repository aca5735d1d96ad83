import { expect, test } from 'vitest';
import type { StockMovement } from '../../../common/contracts/products.ts';
import { confirmed, newLane, notified, reserve } from '../testing/book-of-orders.ts';
import { LaneCourt } from './lane-court.ts';

const order = { ...confirmed('k-1').order, status: 'rejected', reason: 'out-of-stock' } as const;
const { orderId } = order;
const told = notified(orderId, 'order-rejected');
const taken = reserve(orderId);
const givenBack = { ...taken, movementId: taken.movementId + 1, kind: 'release', quantity: -taken.quantity } as const;

const readsOf = (movements: StockMovement[]) => ({
  storedOf: async () => [{ orderId, order, movements, notifications: [told] }],
});

function newCourt() {
  const { judge, book } = newLane();
  return { judge, court: new LaneCourt({ name: 'test', up: null }, { names: [] }, book, () => {}) };
}

test('a call that was late is no ghost as long as its release may follow, and it is waited for', async () => {
  const { judge, court } = newCourt();
  await court.lookAgain(readsOf([taken]), judge, [orderId]);
  expect(judge.judgement(null).ghosts).toBe(0);
  const released = readsOf([taken, givenBack]);
  await court.lookForReleases(released, judge);
  expect((await court.atRest(released, judge, [])).checks.filter(({ outcome }) => outcome === 'violated')).toEqual([]);
});

test('at rest what an order holds that came to nothing is a ghost', async () => {
  const { judge, court } = newCourt();
  await court.lookAgain(readsOf([taken]), judge, [orderId]);
  expect(await court.atRest(readsOf([taken]), judge, [])).toMatchObject({ outcome: 'violated', ghosts: 1 });
});
