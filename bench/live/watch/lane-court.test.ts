import { expect, onTestFinished, test, vi } from 'vitest';
import type { StockMovement } from '../../../common/contracts/products.ts';
import type { UpLane } from '../lanes/lane-run.ts';
import type { LabEvent } from '../protocol/events.ts';
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

const up = { lab: { operator: { parked: async () => [] } } } as unknown as UpLane;

function newCourt() {
  const lane = newLane();
  const notices: string[] = [];
  const publish = (event: LabEvent) => {
    if (event.kind === 'notice') notices.push(event.text);
  };
  return { ...lane, notices, court: new LaneCourt({ name: 'test', up }, { names: [] }, lane.book, publish) };
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

test('at rest everything is judged, however much it is, and what was refused is nothing', async () => {
  const lane = newCourt();
  for (let n = 0; n < 700; n++) lane.answer(`refused-${n}`, null);
  for (let n = 0; n < 700; n++) lane.answer(`k-${n}`, `order-${n}`);
  const { lost, underWay, checks } = await lane.court.atRest(readsOf([]), lane.judge, []);
  expect({ lost, underWay }).toEqual({ lost: 700, underWay: 0 });
  expect(checks.find(({ check }) => check === 'lost')).toMatchObject({
    findings: 700,
    because: 'order-0 was acknowledged and is not stored (and 699 more).',
  });
});

test('those that are overdue while it runs are judged all of them, and go away when they come to their end', async () => {
  vi.useFakeTimers({ toFake: ['hrtime', 'Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const lane = newCourt();
  const all = Array.from({ length: 700 }, (_, n) => confirmed(`k-${n}`));
  all.forEach(({ order: { orderId } }, n) => lane.answer(`k-${n}`, orderId));
  await lane.court.sit(lane.judge, null, true);
  vi.advanceTimersByTime(60_000);
  expect(await lane.court.sit(lane.judge, null, true)).toMatchObject({ outcome: 'violated', lost: 700 });
  for (const one of all) lane.store(one);
  vi.advanceTimersByTime(60_000);
  expect(await lane.court.sit(lane.judge, null, true)).toMatchObject({ outcome: 'holds', lost: 0, finishedOnce: 700 });
});

test('that a lane is violated is said once', async () => {
  const { court, judge, notices } = newCourt();
  await court.sit(judge, null, true);
  judge.again([{ orderId, order, movements: [], notifications: [told, notified(orderId, 'order-rejected')] }]);
  for (let second = 0; second < 3; second++) await court.sit(judge, null, true);
  expect(notices).toEqual([expect.stringMatching(/^the judge says violated: .+ was told /)]);
});
