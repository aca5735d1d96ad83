import { expect, test } from 'vitest';
import type { Journey } from '../trial/journey.ts';
import { orderStory, type RoleStamp, typicalJourney } from './order-story.ts';

const START_US = 7_000_000;
type Made = [atUs: number, role: RoleStamp['role'], moment: RoleStamp['moment'], of: string];

const stampsOf = (made: Made[], orderId = 'o-1'): RoleStamp[] =>
  made.map(([atUs, role, moment, of]) => ({ orderId, role, moment, of, ns: (START_US + atUs) * 1000 }));

const journey = (completedUs: number | null, change: Partial<Journey> = {}): Journey => ({
  key: 'k-1',
  intended: START_US,
  sent: START_US + 100,
  answered: START_US + 900,
  outcome: 'accepted',
  orderId: 'o-1',
  completed: completedUs === null ? null : START_US + completedUs,
  ...change,
});

const events: Made[] = [
  [400, 'orders', 'received', 'orders'],
  [600, 'orders', 'decided', 'OrderPlaced'],
  [800, 'orders', 'committed', 'OrderPlaced'],
  [900, 'orders', 'answered', 'orders'],
  [1000, 'orders', 'handed-over', 'OrderPlaced'],
  [1500, 'orders', 'confirmed', 'OrderPlaced'],
  [1700, 'inventory', 'received', 'OrderPlaced'],
  [2200, 'inventory', 'committed', 'InventoryReserved'],
  [2400, 'inventory', 'handed-over', 'InventoryReserved'],
  [2900, 'inventory', 'confirmed', 'InventoryReserved'],
  [2700, 'notifications', 'received', 'InventoryReserved'],
  [2800, 'orders', 'received', 'InventoryReserved'],
  [3400, 'notifications', 'committed', 'order-confirmed'],
];

const calls: Made[] = [
  [400, 'orders', 'received', 'orders'],
  [500, 'orders', 'decided', 'reserve'],
  [800, 'orders', 'committed', 'reserve'],
  [850, 'orders', 'handed-over', 'reserve'],
  [1200, 'inventory', 'received', 'reserve'],
  [1700, 'inventory', 'committed', 'reserve'],
  [1750, 'inventory', 'answered', 'reserve'],
  [2000, 'orders', 'confirmed', 'reserve'],
  [2400, 'orders', 'committed', 'send'],
  [2450, 'orders', 'handed-over', 'send'],
  [2800, 'notifications', 'received', 'send'],
  [3300, 'notifications', 'committed', 'order-rejected'],
];

test('the stages of an order follow each other from its schedule to its notification', () => {
  const story = orderStory(stampsOf(events), journey(3405));
  expect(story).toMatchObject({ orderId: 'o-1', completed: 3405 });
  expect(story?.stages.map(({ lane, what, from, to }) => `${lane}: ${what}, ${from}-${to}`)).toEqual([
    'client: send delay, 0-100',
    'client: request on its way, 100-400',
    'orders: handler, 400-600',
    'orders: store commit, 600-800',
    'orders: outbox wait, 800-1000',
    'broker: publish and confirm, 1000-1500',
    'broker: queue wait, 1500-1700',
    'inventory: handle and commit, 1700-2200',
    'inventory: outbox wait, 2200-2400',
    'broker: publish and queue wait, 2400-2700', // the confirm came after the delivery
    'notifications: handle and commit, 2700-3400',
  ]);
});

test('with calls the order service waits in between', () => {
  const story = orderStory(stampsOf(calls), journey(3300));
  const lanes = story?.stages.map(({ lane, to }) => `${lane} ${to}`).join(', ');
  expect(lanes).toBe(
    'client 100, client 400, orders 500, orders 800, orders 850, orders 1200, inventory 1700, ' +
      'inventory 1750, orders 2000, orders 2400, orders 2450, orders 2800, notifications 3300',
  );
});

test('a generator that told nothing of its send leaves no hole', () => {
  const story = orderStory(stampsOf(events), journey(3400, { sent: null }));
  expect(story?.stages[0]).toEqual({ lane: 'client', what: 'request on its way', from: 0, to: 400 });
});

test('an earlier delivery of the same event is not taken for the one that counted', () => {
  const earlier: Made = [300, 'inventory', 'received', 'OrderPlaced'];
  const story = orderStory(stampsOf([earlier, ...events]), journey(3400));
  expect(story?.stages.find(({ lane }) => lane === 'inventory')).toMatchObject({ from: 1700, to: 2200 });
});

test.each(events.filter(([, role, , of]) => !(role === 'orders' && of === 'InventoryReserved')))(
  'the stamp at %i of %s is needed, unless it is an answer or a confirm',
  (...left) => {
    const without = events.filter((made) => made.join() !== left.join());
    const story = orderStory(stampsOf(without), journey(3400));
    if (['answered', 'confirmed'].includes(left[2])) expect(story).not.toBeNull();
    else expect(story).toBeNull();
  },
);

test('stages that miss the measured completion by more than 5% tell no story', () => {
  expect(orderStory(stampsOf(events), journey(3240))).not.toBeNull();
  expect(orderStory(stampsOf(events), journey(3230))).toBeNull();
  expect(orderStory(stampsOf(events), journey(3578))).not.toBeNull();
  expect(orderStory(stampsOf(events), journey(3590))).toBeNull();
});

test('stamps of another order, and an order that was never completed, tell no story', () => {
  expect(orderStory(stampsOf(events, 'o-2'), journey(3400))).toBeNull();
  expect(orderStory(stampsOf(events), journey(null))).toBeNull();
});

test('the typical order is the one at the median of completion, among those accepted and completed', () => {
  const journeys = [9000, 100, 5000, null, 400].map((completed, index) => journey(completed, { key: `k-${index}` }));
  journeys.push(journey(450, { key: 'failed', outcome: 'failed' }));
  expect(typicalJourney(journeys)?.key).toBe('k-4');
  expect(typicalJourney([journey(null)])).toBeNull();
});
