import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BrokerNode } from '../../brokers/cluster.ts';
import { Recorder } from '../../record/recorder.ts';
import { lossWords, refusing, unsyncedLostAll } from './power-cut.ts';

async function listening() {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

test('that no node runs is proven by connections that are refused, of every one', async () => {
  const [one, other] = [await listening(), await listening()];
  await one.close();
  expect(await refusing([one, other])).toBeNull();
  await other.close();
  expect(await refusing([one, other])).toBe('connections to all nodes are refused');
});

test('a power cut that took nothing is told as no more than a kill', () => {
  expect(lossWords([{ name: '1', bytes: 0 }])).toBe('nothing unflushed was there: the same as a kill');
  expect(lossWords([0, 7].map((bytes, index) => ({ name: `${index}`, bytes })))).toContain('1 lost 7 bytes');
});

test('what came since it was prepared is gone, and injecting it takes no longer than the kill', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'power-cut-'));
  const queue = join(dataFolder, '0.qs');
  const node = { name: '1', address: '127.0.0.1:1', dataFolder, kill: async () => {}, pid: () => 1 };
  const cluster = { nodes: [node as unknown as BrokerNode], links: [], view: async () => null };
  const fault = unsyncedLostAll.ofNodes({ kind: 'rabbitmq', cluster, recorder: new Recorder('t'), prefix: 'mine' });
  writeFileSync(queue, 'old');
  await fault.prepare?.();
  writeFileSync(queue, 'old and new');
  const began = performance.now();
  await fault.inject();
  expect(performance.now() - began).toBeLessThan(1000);
  expect(readFileSync(queue, 'utf8')).toBe('old');
  expect(await fault.seen?.()).toBe('1 lost 8 bytes that were not flushed; connections to all nodes are refused');
  rmSync(dataFolder, { recursive: true });
});
