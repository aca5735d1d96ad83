import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LoadResult } from '../load-result.ts';
import { startLoad } from '../run-load.ts';
import { startKnownServer, uniformLoad } from './start-known-server.ts';

const phase = { name: 'load', ratePerSecond: 100, seconds: 1, measured: true };

test('a run that is stopped tells what it measured so far', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const long = { ...phase, seconds: 60 };
  const run = startLoad(uniformLoad(server.url, { phases: [long] }), { onProgress: () => run.stop() });
  const result = await run.done;
  expect(result.stoppedEarly).toBe(true);
  expect(result.measuredSeconds).toBeGreaterThan(0.9);
  expect(result.measuredSeconds).toBeLessThan(5);
  expect(result.counts.accepted).toBeGreaterThan(90);
});

test('a warm-up that has become steady makes room for the measured phase', async () => {
  await using server = await startKnownServer({ kind: 'delay', ms: 30 });
  const warmUp = { name: 'warm-up', ratePerSecond: 200, seconds: 60, measured: false, endsWhenSteady: true };
  const run = startLoad(uniformLoad(server.url, { phases: [warmUp, phase] }));
  const result = await run.done;
  expect(run.notSteady).toEqual([]);
  const [first, second] = result.phases;
  expect(first?.seconds).toBeLessThan(20);
  expect(second).toMatchObject({ seconds: 1, counts: { sent: 100, accepted: 100 } });
  expect(second?.startNs).toBe(first?.endNs);
  expect(result.counts.sent).toBe(100);
});

test('a phase that is left early makes room for the next, which is as long as it was planned', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const long = { ...phase, name: 'long', seconds: 60 };
  const run = startLoad(uniformLoad(server.url, { phases: [long, phase] }), { onProgress: () => run.leave('long') });
  const result = await run.done;
  const [first, second] = result.phases;
  expect(first?.seconds).toBeLessThan(5);
  expect(second).toMatchObject({ seconds: 1, counts: { sent: 100, accepted: 100 } });
  expect(result).toMatchObject({ stoppedEarly: false, counts: { unfinished: 0 } });
});

test('a generator whose parent is gone ends, and the guard is told of its pid', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const told: string[] = [];
  const guard = { pid: () => void told.push('pid'), forget: () => void told.push('forget') };
  const run = startLoad(uniformLoad(server.url, {}), { guard });
  expect(run.pid).toBeGreaterThan(0);
  await run.done;
  expect(told).toEqual(['pid', 'forget']);
});

test('a generator that is killed is reported as such', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const run = startLoad(uniformLoad(server.url, { phases: [{ ...phase, seconds: 30 }] }));
  process.kill(run.pid, 'SIGKILL');
  await expect(run.done).rejects.toThrow('SIGKILL');
});

test('without a parent it takes its options from stdin and answers on stdout', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200] });
  const generator = fileURLToPath(new URL('../generator.ts', import.meta.url));
  const child = spawn(process.execPath, [generator], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(JSON.stringify(uniformLoad(server.url, { phases: [{ ...phase, seconds: 0.2 }] })));
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect((JSON.parse(output) as LoadResult).counts).toMatchObject({ sent: 20, accepted: 20 });
});
