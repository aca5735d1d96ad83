import { expect, test } from 'vitest';
import { drawWorkMs, parseWorkTime, type WorkTime } from '../../lab/warehouse/work-time.ts';
import { Latencies } from '../../measure/latencies.ts';
import type { CapacityStep } from '../../record/capacity.ts';
import type { Journey } from '../trial/journey.ts';
import { handsBetween } from '../watch/hands-watch.ts';
import { aboveIn, burstIn, mostHeld, othersIn, pickedIn, type Stretch } from './work-figures.ts';

const order = (orderId: string, intendedMs: number, tookMs: number | null): Journey => ({
  key: orderId,
  intended: intendedMs * 1000,
  sent: intendedMs * 1000,
  answered: (intendedMs + 1) * 1000,
  outcome: 'accepted',
  orderId,
  completed: tookMs === null ? null : (intendedMs + tookMs) * 1000,
});

const nothing = new Latencies().encode();
const stretch = (seconds: number): Stretch => ({
  result: { series: [{ phase: 'above', cpuShare: 0.1 }] } as never,
  phase: {
    name: 'above',
    startNs: 0,
    endNs: seconds * 1e9,
    histograms: { sendDelay: nothing },
    connections: { denied: 0 },
    times: { ended: 0, handed: 0, latencyUs: 0, sendDelayUs: 0, connectionUs: 0, serviceUs: 0 },
  } as never,
  use: [],
});

test('what is done per second is counted from when all hands are full, whenever it was due', () => {
  const orders = Array.from({ length: 50 }, (_, n) => order(`o${n}`, n * 100, 500));
  const { completedPerSecond, offeredPerSecond, seconds, waiting } = aboveIn(stretch(5), orders, 1000);
  expect({ completedPerSecond, offeredPerSecond, seconds, waiting }).toEqual({
    completedPerSecond: 10,
    offeredPerSecond: 10,
    seconds: 4,
    waiting: 5,
  });
});

test('an order that was turned away waits no longer, one that was never finished does', () => {
  const turnedAway: Journey = { ...order('a', 100, null), outcome: 'failed', orderId: null };
  expect(aboveIn(stretch(5), [turnedAway, order('b', 100, null)], 0).waiting).toBe(1);
});

const tried = (
  kind: 'held' | 'broke' | 'unknown',
  completedPerSecond: number,
  over: { look?: true; seconds?: number } = {},
) => ({
  step: { outcome: { kind } as CapacityStep['outcome'], ...(over.look && { look: over.look }) },
  done: { completedPerSecond, seconds: over.seconds ?? 2 } as ReturnType<typeof aboveIn>,
});
const heldIn = (...steps: ReturnType<typeof tried>[]) => {
  const most = mostHeld(steps);
  return most && [most.completedPerSecond, most.topped ?? false];
};

test('a control holds what it did in the first step that was too much, where the machine was full, if that is more than before', () => {
  expect(heldIn(tried('held', 200), tried('held', 295), tried('broke', 340), tried('broke', 410))).toEqual([
    340,
    false,
  ]);
  expect(heldIn(tried('held', 295), tried('broke', 180))).toEqual([295, false]);
  expect(heldIn(tried('broke', 190), tried('held', 240), tried('broke', 230))).toEqual([240, false]);
  expect(heldIn(tried('broke', 150), tried('broke', 120))).toEqual([150, false]);
  expect(mostHeld([])).toBeNull();
});

test('a control that no step was too much for, or whose generator gave out first, may hold more than is known', () => {
  expect(heldIn(tried('held', 1500), tried('held', 2100))).toEqual([2100, true]);
  expect(heldIn(tried('held', 2100), tried('unknown', 2500))).toEqual([2100, true]);
});

test('of a look, and of a step that was cut short, nothing is told of what the control holds', () => {
  expect(heldIn(tried('held', 999, { look: true }), tried('held', 295), tried('broke', 340))).toEqual([340, false]);
  expect(heldIn(tried('held', 295), tried('broke', 700, { seconds: 0.2 }))).toEqual([295, false]);
});

test('of a slow share, the others are told by themselves', () => {
  const work = parseWorkTime('20ms,10%=2s') as WorkTime;
  const orders = Array.from({ length: 500 }, (_, n) => order(`o${n}`, n, drawWorkMs(work, 1, `o${n}`)));
  const others = othersIn(orders, work, 1, 0);
  expect(others?.max).toBeLessThan(21_000);
  expect(others?.samples).toBeLessThan(480);
  expect(others?.samples).toBeGreaterThan(420);
  expect(othersIn(orders, parseWorkTime('20ms'), 1, 0)).toBeNull();
});

test('a burst is done when the last of its orders is, whatever comes before and is turned away', () => {
  const phases = [
    { name: 'before', startNs: 0, endNs: 1e9 },
    { name: 'burst', startNs: 1e9, endNs: 2e9 },
  ];
  const refused: Journey = { ...order('c', 1500, null), outcome: 'failed', orderId: null };
  const orders = [order('a', 100, 9000), order('b', 1000, 500), refused, order('d', 1990, 3260)];
  expect(burstIn({ phases }, orders)).toEqual({ burst: { orders: 2, doneSeconds: 4.25 } });
  expect(burstIn({ phases }, [...orders, order('e', 1500, null)]).burst).toEqual({ orders: 3, doneSeconds: null });
  expect(burstIn({ phases: phases.slice(0, 1) }, orders)).toEqual({});
});

test('of the warehouse is told what it was asked again and what it did twice', () => {
  const pick = (orderId: string, calls: number, effects: number) => ({ orderId, calls, effects });
  const warehouse = [pick('a', 1, 1), pick('b', 3, 1), pick('c', 2, 2)];
  expect(pickedIn({ warehouse })).toEqual({ orders: 3, calls: 6, again: 2, twice: 1 });
  expect(pickedIn({ warehouse: null })).toBeNull();
});

test('between two looks, so many hands were at work, and each order for so long', () => {
  const look = (ms: number, atWorkSeconds: number, done: number) => ({
    atNs: BigInt(ms) * 1_000_000n,
    atWorkSeconds,
    done,
  });
  const [first, last] = [look(0, 10, 100), look(2000, 22, 700)];
  expect(handsBetween(first, last)).toEqual({ atWork: 6, workMs: 20 });
  expect(handsBetween(first, null)).toEqual({ atWork: null, workMs: null });
  expect(handsBetween(first, look(2000, 10, 100))).toEqual({ atWork: 0, workMs: null });
});
