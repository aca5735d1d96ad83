import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { quantileOf } from '../../measure/percentiles.ts';
import type { Operation } from '../../record/history.ts';
import { startLoad } from '../run-load.ts';
import { startKnownServer, uniformLoad } from './start-known-server.ts';

test('errors are counted by kind, and stay out of the acceptance', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200, 503, 429, 0, 409] });
  const result = await startLoad(uniformLoad(server.url, {})).done;
  expect(result.counts).toEqual({
    sent: 100,
    accepted: 20,
    refused: 20,
    failed: 40,
    timedOut: 0,
    connectionErrors: 20,
    unfinished: 0,
  });
  expect(result.errors).toEqual({ 'http-503': 20, 'http-429': 20, 'http-409': 20, ECONNRESET: 20 });
  expect(result.histograms.acceptance.samples).toBe(20);
  expect(result.histograms.errors.samples).toBe(80);
});

test('a refused connection is an error of its own', async () => {
  const result = await startLoad(uniformLoad('http://127.0.0.1:1/orders', {})).done;
  expect(result.errors).toEqual({ ECONNREFUSED: 100 });
});

test('what times out enters the tail at its timeout', { retry: 3 }, async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [200, -1] });
  const result = await startLoad(uniformLoad(server.url, { timeoutMs: 500 })).done;
  expect(result.counts).toMatchObject({ accepted: 50, timedOut: 50, unfinished: 0 });
  const acceptance = Latencies.decode(result.histograms.acceptance);
  expect(acceptance.histogram.totalCount).toBe(100);
  expect(quantileOf(acceptance, 0.6) / 500_000).toBeCloseTo(1, 1);
});

test('what is unfinished at the cut-off enters the tail there', { retry: 3 }, async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [-1] });
  const result = await startLoad(uniformLoad(server.url, { cutOffMs: 500 })).done;
  expect(result.counts).toMatchObject({ sent: 100, unfinished: 100, timedOut: 0 });
  expect(result.errors).toEqual({ unfinished: 100 });
  // Sent over one second, cut off half a second later: 0.5 to 1.5 s, the median in the middle.
  const p50 = quantileOf(Latencies.decode(result.histograms.acceptance), 0.5);
  expect(Math.abs(p50 / 1e6 - 1)).toBeLessThan(0.05);
});

test('kept orders are a history: each invoke has one outcome, and its intended time', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [202, 422, 503, -1] });
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  try {
    const keep = { file: join(folder, 'kept.jsonl'), trial: 't1' };
    const workload = { kind: 'orders' as const, keyPrefix: 'self-1', skus: ['a', 'b'], maxLines: 2, keep };
    await startLoad(uniformLoad(server.url, { timeoutMs: 400, workload })).done;
    const lines = (await readFile(keep.file, 'utf8')).trimEnd().split('\n');
    const operations = lines.map((line) => JSON.parse(line) as Operation & { intendedNs?: number });
    expect(operations.map(({ i }) => i)).toEqual(operations.map((_, index) => index));
    const count = (type: string) => operations.filter((operation) => operation.type === type).length;
    expect(['invoke', 'ok', 'fail', 'info'].map(count)).toEqual([100, 25, 25, 50]);
    expect(new Set(operations.map(({ key }) => key)).size).toBe(100);
    const [first, second] = operations.filter(({ type }) => type === 'invoke');
    expect((second?.intendedNs ?? 0) - (first?.intendedNs ?? 0)).toBe(10_000_000);
    expect(first?.t).toBe(Math.floor((first?.intendedNs ?? 0) / 1000));
    const ok = operations.find(({ type }) => type === 'ok');
    expect(ok?.value).toEqual({ status: 202, orderId: expect.any(String), orderStatus: 'pending' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
