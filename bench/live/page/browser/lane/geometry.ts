import type { Lane, LaneChannel } from '../../../protocol/lanes.ts';

export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  width: number;
  height: number;
}
type Role = Lane['services'][number]['role'];
export type Place = Lane['arrows'][number]['from'];

/** Beneath whom it is drawn: who takes it out, or else who has still to send it. */
export const slotOf = ({ to, from }: LaneChannel): Role | undefined => to ?? from[0];

/** Where everything of a lane stands, in pixels. */
export interface Geometry {
  width: number;
  height: number;
  client: Box;
  services: Map<Role, Box>;
  /** What waits for a service stands beneath it. */
  slots: Map<Role, Box>;
  /** The broker's head, left of its slots, and the bar that holds them; null: there is none. */
  broker: { head: Box; bar: Box } | null;
  /** Who moves the money, above the service that asks; null: nobody does. */
  provider: Box | null;
}

/**
 *                                        (provider)                             where orders are paid
 *                                             ▲
 *   customers ▶ [orders]      [inventory]  [payments]  [notifications]    services in the columns that all lanes share
 *                   ▼             ▲            ▲              ▲
 *   [ broker      | slot    |   slot     |   slot    |    slot       ]    what waits for each of them
 *
 * `rem` is the size of the text: with it everything grows.
 */
export function geometryOf(lane: Lane, columns: readonly Role[], width: number, rem: number): Geometry {
  const asks = lane.arrows.find(({ to }) => to === 'provider')?.from as Role | undefined;
  const above = asks === undefined ? 0 : 1.9 * rem;
  const height = 9.7 * rem + above;
  const top = above + 0.3 * rem;
  const left = 5.3 * rem;
  const step = (width - left) / Math.max(columns.length, 1);
  const gap = 0.7 * rem;
  const column = (role: Role): Pick<Box, 'x' | 'width'> => ({
    x: left + columns.indexOf(role) * step + gap / 2,
    width: step - gap,
  });
  const present = lane.services.map(({ role }) => role).filter((role) => columns.includes(role));
  const bottom = { y: height - 3.8 * rem, height: 3.6 * rem };
  const waitedFor = present.filter((role) => lane.channels.some((channel) => slotOf(channel) === role));
  const last = waitedFor.map(column).reduce((right, { x, width }) => Math.max(right, x + width), left);
  return {
    width,
    height,
    client: { x: 0, y: top, width: left - 2 * rem, height: 2.9 * rem },
    services: new Map(present.map((role) => [role, { ...column(role), y: top, height: 2.9 * rem }])),
    slots: new Map(waitedFor.map((role) => [role, { ...column(role), ...bottom }])),
    broker:
      lane.broker === null
        ? null
        : {
            head: { x: 0, ...bottom, width: left - 0.4 * rem },
            bar: { x: 0, y: bottom.y - 0.2 * rem, height: bottom.height + 0.4 * rem, width: last + 0.3 * rem },
          },
    provider: asks === undefined ? null : { ...wider(column(asks)), y: 0.1 * rem, height: 1.4 * rem },
  };
}

/** Nothing stands beside it. */
const wider = ({ x, width }: Pick<Box, 'x' | 'width'>): Pick<Box, 'x' | 'width'> => ({
  x: x - width * 0.35,
  width: width * 1.7,
});

const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** Somewhere an order can be: with the customer, at a service, or waiting for one. */
export type Stop = 'client' | { at: Role } | { waitsFor: Role };

const boxOf = (geometry: Geometry, stop: Stop): Box | undefined => {
  if (stop === 'client') return geometry.client;
  return 'at' in stop ? geometry.services.get(stop.at) : geometry.slots.get(stop.waitsFor);
};

/** The way from one stop to another: straight where nothing stands between, else through the gap between the two rows. */
export function wayBetween(geometry: Geometry, from: Stop, to: Stop): Point[] {
  const [start, end] = [boxOf(geometry, from), boxOf(geometry, to)];
  if (!start || !end) return [];
  const [a, b] = [middle(start), middle(end)];
  const straight = Math.abs(a.x - b.x) < 1 || (a.y === b.y && !stands(geometry, a.x, b.x));
  if (straight) return [a, b];
  const lane = geometry.broker ? geometry.broker.bar.y - geometry.height * 0.06 : geometry.height * 0.45;
  return [a, { x: a.x, y: lane }, { x: b.x, y: lane }, b];
}

/** Whether a service stands between these two columns. */
const stands = ({ services }: Geometry, one: number, other: number): boolean =>
  [...services.values()].map(middle).some(({ x }) => x > Math.min(one, other) + 1 && x < Math.max(one, other) - 1);

/** The lines to draw for an arrow of the lane: from edge to edge. */
export function arrowLine(geometry: Geometry, from: Place, to: Place): Point[] {
  const shift = 0.22;
  if (from === 'provider' || to === 'provider') {
    const { provider, services } = geometry;
    const asks = services.get(from as Role);
    if (!provider || !asks) return [];
    const { x } = middle(provider);
    return [
      { x, y: asks.y },
      { x, y: provider.y + provider.height },
    ];
  }
  if (from === 'broker' || to === 'broker') {
    const role = from === 'broker' ? to : from;
    const box = role === 'client' || role === 'broker' ? undefined : geometry.services.get(role);
    if (!box || !geometry.broker) return [];
    const x = box.x + box.width * (from === 'broker' ? 0.5 + shift : 0.5 - shift);
    const [top, bottom] = [box.y + box.height, geometry.broker.bar.y];
    return from === 'broker'
      ? [
          { x, y: bottom },
          { x, y: top },
        ]
      : [
          { x, y: top },
          { x, y: bottom },
        ];
  }
  const stop = (place: Exclude<Place, 'broker' | 'provider'>): Stop => (place === 'client' ? 'client' : { at: place });
  const way = wayBetween(geometry, stop(from), stop(to));
  const [start, end] = [boxOf(geometry, stop(from)), boxOf(geometry, stop(to))];
  if (way.length < 2 || !start || !end) return [];
  if (way.length === 2) {
    const y = start.y + start.height / 2;
    return end.x > start.x
      ? [
          { x: start.x + start.width, y },
          { x: end.x, y },
        ]
      : [
          { x: start.x, y },
          { x: end.x + end.width, y },
        ];
  }
  const [first, second, third, last] = way as [Point, Point, Point, Point];
  return [{ x: first.x, y: start.y + start.height }, second, third, { x: last.x, y: end.y + end.height }];
}

/** A point so far along a way, 0 to 1. */
export function alongWay(way: readonly Point[], share: number): Point {
  const lengths = way
    .slice(1)
    .map((point, index) => Math.hypot(point.x - (way[index]?.x ?? 0), point.y - (way[index]?.y ?? 0)));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [index, length] of lengths.entries()) {
    const [a, b] = [way[index], way[index + 1]];
    if (!a || !b) break;
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    left -= length;
  }
  return way.at(-1) ?? { x: 0, y: 0 };
}
