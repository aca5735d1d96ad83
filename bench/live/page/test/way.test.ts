import { expect, test } from 'vitest';
import { rolesIn, type Shape } from '../../../../common/workflow/message-table.ts';
import { shapeIn } from '../../../lab/provider/provider.ts';
import { modes } from '../../../modes.ts';
import { alongWay, arrowLine, geometryOf, wayBetween } from '../browser/lane/geometry.ts';
import { stopsOf } from '../browser/lane/stops.ts';
import { ToldLane } from '../testing/told-lane.ts';

const placedIn = (shape: Shape) =>
  modes.map((mode, index) => {
    const { lane } = new ToldLane(mode, index, shapeIn(mode, shape));
    return { lane, geometry: geometryOf(lane, rolesIn(shape), 480, 14) };
  });
const placed = [...placedIn('off'), ...placedIn('choreographed')];

test.each(placed)('everything of $lane.lane stands inside its stage, paid: $lane.payment', ({ geometry }) => {
  const { client, provider, services, slots } = geometry;
  const boxes = [client, ...services.values(), ...slots.values(), ...(provider ? [provider] : [])];
  for (const { x, y, width, height } of boxes) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(geometry.width);
    expect(y + height).toBeLessThanOrEqual(geometry.height);
  }
});

test.each(placed)('every arrow of $lane.lane can be drawn, paid: $lane.payment', ({ lane, geometry }) => {
  expect(lane.arrows.length).toBeGreaterThan(2);
  for (const { from, to } of lane.arrows)
    expect(arrowLine(geometry, from, to).length, `${from} ${to}`).toBeGreaterThan(1);
});

test.each(placed)('what waits in $lane.lane is drawn beneath somebody, paid: $lane.payment', ({ lane, geometry }) => {
  expect(lane.channels.length).toBeGreaterThan(0);
  expect(geometry.slots.size).toBeGreaterThan(0);
});

test('a way begins and ends where it should, and passes through no service between', () => {
  const { geometry } = placed[0] as (typeof placed)[number];
  const way = wayBetween(geometry, { at: 'orders' }, { at: 'notifications' });
  const inventory = geometry.services.get('inventory') ?? { x: 0, y: 0, width: 0, height: 0 };
  expect(alongWay(way, 0)).toEqual(way[0]);
  expect(alongWay(way, 1).x).toBeCloseTo(way.at(-1)?.x ?? 0);
  const through = Array.from({ length: 50 }, (_, n) => alongWay(way, n / 49)).filter(
    ({ x, y }) => x > inventory.x && x < inventory.x + inventory.width && y < inventory.y + inventory.height,
  );
  expect(through).toEqual([]);
});

test('an order that was promised waits for inventory, one that is called for does not', () => {
  expect(stopsOf('accepted', 'promise')).toEqual([{ waitsFor: 'inventory' }]);
  expect(stopsOf('accepted', 'outcome')).toEqual([]);
});

test.each(placedIn('orchestrated'))(
  'an order of $lane.lane that is to be paid stops at the payment service',
  ({ lane, geometry }) => {
    const stops = stopsOf('paying', lane.answer);
    expect(stops).toContainEqual({ at: 'payments' });
    expect(wayBetween(geometry, { at: 'orders' }, { at: 'payments' }).length).toBeGreaterThan(1);
    expect(lane.arrows).toContainEqual({ from: 'payments', to: 'provider' });
  },
);

test.each(placedIn('off'))('without payment there is nothing of it in $lane.lane', ({ lane, geometry }) => {
  expect([lane.payment, lane.provider, geometry.provider]).toEqual([null, null, null]);
  expect(lane.services.map(({ role }) => role)).not.toContain('payments');
  expect(geometry.height).toBeCloseTo(9.7 * 14);
});
