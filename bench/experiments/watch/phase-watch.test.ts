import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { nowUs } from '../../record/recorder.ts';
import { watchPhases } from './phase-watch.ts';

/** As a service does: the delay is that of the time since somebody last asked, and of no time it is 0. */
let asked = performance.now();
const service = createServer((_request, response) => {
  const since = performance.now() - asked;
  asked = performance.now();
  response.end(
    [
      `nodejs_eventloop_lag_p99_seconds ${since > 50 ? 0.015 : 0}`,
      `eventloop_active_seconds_total ${asked / 1000}`,
      `eventloop_idle_seconds_total ${asked / 1000}`,
      'store_commits_total 1',
    ].join('\n'),
  );
});

beforeAll(() => new Promise<void>((ready) => service.listen(0, '127.0.0.1', ready)));
afterAll(() => new Promise((closed) => service.close(closed)));

test('phases that follow one another do not take the delay of the event loop from each other', async () => {
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const lab = { instances: [{ process: 'orders', url }] } as unknown as Lab;
  const watch = watchPhases(lab, 'ramp', nowUs(), ['first', 'second', 'third'], () => ({ orders: () => process.pid }));
  for (const phase of ['first', 'second', 'third', null]) {
    watch.phase(phase);
    await setTimeout(200);
  }
  const uses = await watch.uses();
  const delays = [...uses.values()].flat().map(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms);
  expect(delays).toEqual([5, 5, 5]);
});
