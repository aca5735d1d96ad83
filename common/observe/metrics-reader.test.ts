import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { readGauge, sumOf } from './metrics-reader.ts';
import { storeCommits } from './store-commits.ts';

test('a metric is summed over its labels', () => {
  const text = 'a_total{x="1"} 2\na_total{x="2"} 3.5\n';
  expect(sumOf(text, 'a_total')).toBe(5.5);
});

test('a metric whose name begins the same is another one', () => {
  expect(sumOf('# HELP a_total Help.\n# TYPE a_total counter\na_total_created 9\na_total 1e3\n', 'a_total')).toBe(1000);
  expect(sumOf('b 1\n', 'a_total')).toBe(0);
});

test('what a service exposes can be read back', async () => {
  const metrics = createMetrics('test');
  metrics.duplicates.inc(3);
  metrics.outboxDepth.set(7);
  const text = await metrics.registry.metrics();
  expect([sumOf(text, 'messages_duplicate_total'), sumOf(text, 'outbox_depth')]).toEqual([3, 7]);
});

test('commits are told as the store counts them, and the event loop as the runtime does', async () => {
  const metrics = createMetrics('test');
  const before = sumOf(await metrics.registry.metrics(), 'store_commits_total');
  storeCommits.total += 2;
  const text = await metrics.registry.metrics();
  expect(sumOf(text, 'store_commits_total') - before).toBe(2);
  expect(sumOf(text, 'eventloop_active_seconds_total')).toBeGreaterThan(0);
});

test('a service that does not tell its metrics is not taken for one at rest', async () => {
  const server = createServer((_, response) => response.writeHead(503).end('')).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(readGauge(url, 'outbox_depth')).rejects.toThrow('503');
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await expect(readGauge(url, 'outbox_depth')).rejects.toThrow();
});
