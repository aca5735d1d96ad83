import { expect, test } from 'vitest';
import { mergeTallies, Tally } from './tally.ts';
import { sumsHold } from './time-sums.ts';

const accepted = { count: 'accepted', type: 'ok', error: null } as const;
const outOfDescriptors = { count: 'connectionErrors', type: 'fail', error: 'EMFILE' } as const;

/** One request of 10 ms: 1 ms late, 2 ms to connect, the rest of service. */
function tallyOf({ serviceUs = 7000, handed = true } = {}): Tally {
  const tally = new Tally();
  tally.sent(1, false);
  if (handed) tally.handed(1000);
  tally.ready(2000, true);
  tally.ended(accepted, 10_000, serviceUs);
  return tally;
}

test('the latency of requests is their send delay, connection and service', () => {
  expect(sumsHold(tallyOf().times)).toBe(true);
  expect(sumsHold(mergeTallies([tallyOf(), tallyOf(), new Tally()]).times)).toBe(true);
});

test('a wait that no part accounts for is noticed, and so is a request that a part did not count', () => {
  expect(sumsHold(tallyOf({ serviceUs: 6900 }).times)).toBe(false);
  expect(sumsHold(tallyOf({ handed: false }).times)).toBe(false);
  expect(sumsHold(mergeTallies([tallyOf(), tallyOf({ serviceUs: 6900 })]).times)).toBe(false);
});

test('an artificial delay is part of the latency and of none of its parts', () => {
  const tally = new Tally();
  tally.handed(1000);
  tally.ready(0, false);
  tally.ended(accepted, 50_000, 9000, 40_000);
  expect(sumsHold(tally.times)).toBe(true);
  expect(tally.acceptance.histogram.maxValue).toBeGreaterThan(49_000);
});

test('a request that the system had no connection for is counted, whether it waits or fails', () => {
  const tally = new Tally();
  tally.sent(3, true);
  tally.sent(4, false);
  tally.ended(outOfDescriptors, 100, null);
  expect(tally.connections).toEqual({ opened: 0, mostUnderWay: 4, denied: 2 });
});
