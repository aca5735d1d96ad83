import { expect, test } from 'vitest';
import { modes } from '../../../modes.ts';
import { alongWay, arrowLine, geometryOf, wayBetween } from '../browser/lane/geometry.ts';
import { stopsOf } from '../browser/lane/stops.ts';
import { ToldLane } from '../testing/told-lane.ts';

const columns = ['orders', 'inventory', 'notifications', 'analytics'] as const;
const lanes = modes.map((mode, index) => new ToldLane(mode, index).lane);
const placed = lanes.map((lane) => ({ lane, geometry: geometryOf(lane, columns, 480, 14) }));

test.each(placed)('everything of $lane.lane stands inside its stage', ({ geometry }) => {
  const boxes = [geometry.client, ...geometry.services.values(), ...geometry.slots.values()];
  for (const { x, y, width, height } of boxes) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(geometry.width);
    expect(y + height).toBeLessThanOrEqual(geometry.height);
  }
});

test.each(placed)('every arrow of $lane.lane can be drawn', ({ lane, geometry }) => {
  expect(lane.arrows.length).toBeGreaterThan(2);
  for (const { from, to } of lane.arrows)
    expect(arrowLine(geometry, from, to).length, `${from} ${to}`).toBeGreaterThan(1);
});

test.each(placed)('what waits in $lane.lane is drawn beneath somebody', ({ lane, geometry }) => {
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
