import { expect, test } from 'vitest';
import type { LoadResult } from '../../load/load-result.ts';
import { Tally } from '../../load/tally.ts';
import { Latencies } from '../../measure/latencies.ts';
import { finishedJourney } from '../testing/finished-journey.ts';
import { figuresOf } from './fan-out.ts';
import { MEASURED } from './fan-out-loads.ts';

const RATE = 50;
const SECONDS = 10;
const ORDERS = RATE * SECONDS;
const nothing = new Latencies().encode();

/** Every second order is completed; `lateUs`: what the generator let its requests wait. */
function measured(lateUs: number) {
  const sendDelay = new Latencies();
  for (let n = 0; n < 100; n++) sendDelay.record(lateUs);
  const { connections, times } = new Tally();
  const histograms = {
    acceptance: nothing,
    service: nothing,
    connection: nothing,
    errors: nothing,
    sendDelay: sendDelay.encode(),
  };
  const place = { name: MEASURED, measured: true, ratePerSecond: RATE, startNs: 0, endNs: SECONDS * 1e9 };
  const phase = { ...place, seconds: SECONDS, histograms, connections, times };
  const result = {
    phases: [phase],
    series: [{ phase: MEASURED, cpuShare: 0.1 }],
    connectionLimit: null,
  } as unknown as LoadResult;
  const journeys = Array.from({ length: ORDERS }, (_, n) =>
    finishedJourney(n, (n / RATE) * 1e6, n % 2 === 0 ? 10_000 : null),
  );
  const uses = new Map([[MEASURED, [{ process: 'orders', cpuSeconds: 1, rssPeakMiB: 100 }]]]);
  return figuresOf({ result, uses }, journeys, 1);
}

test('what listeners and servers use is divided by the same orders: those that were completed', () => {
  const { serversMs, listenersMs } = measured(10);
  expect(serversMs).toBeCloseTo(1000 / (ORDERS / 2), 9);
  expect(listenersMs).toBeCloseTo(serversMs, 9);
});

test('a generator that was late is told', () => {
  expect(measured(10).doubts).toEqual([]);
  expect(measured(50_000_000).doubts).toMatchObject([{ kind: 'late' }]);
});
