import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { nowUs } from '../../record/recorder.ts';
import { measuredWindow } from '../figures/trial-figures.ts';

/** The vitals of a service over a window of 100 ms. */
async function vitalsWhere(othersAsk: boolean) {
  const server = createServer((_, response) => {
    const second = performance.now() / 1000;
    const busy = `eventloop_active_seconds_total ${second}\neventloop_idle_seconds_total ${second}`;
    response.end(`nodejs_eventloop_lag_p99_seconds 0.015\n${busy}\nstore_commits_total 1\n`);
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lab = { instances: [{ process: 'orders', url }] } as unknown as Lab;
  const load = { measuring: Promise.resolve(), sent: setTimeout(100) as Promise<void> };
  const { use, rows } = await measuredWindow(lab, 't1', nowUs(), { orders: () => process.pid }, load, othersAsk);
  return { orders: use.find((each) => each.process === 'orders'), rows };
}

test('where others read the metrics as well no delay of the event loop is told, since each takes it from the other', async () => {
  const { orders, rows } = await vitalsWhere(true);
  expect(orders).toMatchObject({ eventLoopDelayP99Ms: null, eventLoopUtilisation: 0.5, commits: 0 });
  expect(rows).toEqual([]);
});

test('where nobody else does it is told', async () => {
  const { orders, rows } = await vitalsWhere(false);
  expect(orders).toMatchObject({ eventLoopDelayP99Ms: 5, eventLoopUtilisation: 0.5 });
  expect(rows.map(({ metric }) => metric)).toEqual(['event-loop-delay-ms']);
});
