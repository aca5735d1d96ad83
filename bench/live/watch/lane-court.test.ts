import { expect, test } from 'vitest';
import { confirmed, newLane, notified, reserve } from '../testing/book-of-orders.ts';
import { LaneCourt } from './lane-court.ts';

const order = { ...confirmed('k-1').order, status: 'rejected', reason: 'out-of-stock' } as const;
const { orderId } = order;
const told = notified(orderId, 'order-rejected');
const taken = reserve(orderId);
const givenBack = { ...taken, movementId: taken.movementId + 1, kind: 'release', quantity: -taken.quantity } as const;

/** A court that reads this of an order that was rejected long ago. */
function courtThatReads(movements: (typeof taken)[]) {
  const { judge, book } = newLane();
  const court = new LaneCourt({ name: 'test', up: null }, { names: [] }, book, () => {});
  const feed = {
    ordersNow: async () => [order],
    movementsOf: async () => movements,
    notificationsOf: async () => [told],
  };
  return { judge, court, feed };
}

test('a call that was late is no ghost as long as its release may follow, and it is waited for', async () => {
  const { judge, court, feed } = courtThatReads([taken]);
  await court.lookAgain(feed, judge, [orderId]);
  expect(judge.judgement(null).ghosts).toBe(0);
  const released = { ...feed, movementsOf: async () => [taken, givenBack] };
  await court.lookForReleases(released, judge);
  expect((await court.atRest(released, judge, [])).checks.filter(({ outcome }) => outcome === 'violated')).toEqual([]);
});

test('at rest what an order holds that came to nothing is a ghost', async () => {
  const { judge, court, feed } = courtThatReads([taken]);
  await court.lookAgain(feed, judge, [orderId]);
  expect(await court.atRest(feed, judge, [])).toMatchObject({ outcome: 'violated', ghosts: 1 });
});
