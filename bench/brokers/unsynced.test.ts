import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dropUnsynced, unsyncedFiles } from './unsynced.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'unsynced-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test('of a partition what was written last is gone, and what is derived from it; metadata stays', () => {
  const [log, index] = [write('orders-0/00000000.log', 'old'), write('orders-0/00000000.index', 'x')];
  const metadata = write('__cluster_metadata-0/00000000.log', 'old');
  const before = unsyncedFiles('kafka', folder);
  writeFileSync(log, 'old and new');
  writeFileSync(metadata, 'old and new');
  const younger = write('orders-1/00000000.log', 'new');
  expect(dropUnsynced('kafka', folder, before)).toBe(' and new'.length + 'new'.length);
  expect(readFileSync(log, 'utf8')).toBe('old');
  expect(readFileSync(younger, 'utf8')).toBe('');
  expect(readFileSync(metadata, 'utf8')).toBe('old and new');
  expect(() => readFileSync(index)).toThrow('ENOENT');
});

test('offsets of groups are a partition like any other', () => {
  const offsets = write('__consumer_offsets-7/00000000.log', 'old');
  const before = unsyncedFiles('kafka', folder);
  writeFileSync(offsets, 'old and new');
  expect(dropUnsynced('kafka', folder, before)).toBe(' and new'.length);
  expect(readFileSync(offsets, 'utf8')).toBe('old');
});

test('of a classic queue what it stored last is gone, and its index stays', () => {
  const queue = 'msg_stores/vhosts/A/queues/B';
  const [store, index] = [write(`${queue}/0.qs`, 'old'), write(`${queue}/0.qi`, 'old')];
  const before = unsyncedFiles('rabbitmq', folder);
  for (const path of [store, index]) writeFileSync(path, 'old and new');
  expect(dropUnsynced('rabbitmq', folder, before)).toBe(' and new'.length);
  expect(readFileSync(store, 'utf8')).toBe('old');
  expect(readFileSync(index, 'utf8')).toBe('old and new');
});

test('of quorum queues nothing is lost, whose common log is flushed, and of streams what came last', () => {
  const [wal, stream] = [write('quorum/0001.wal', 'old'), write('stream/orders/0001.segment', 'old')];
  const before = unsyncedFiles('rabbitmq', folder);
  for (const path of [wal, stream]) writeFileSync(path, 'old and new');
  expect(dropUnsynced('rabbitmq', folder, before)).toBe(' and new'.length);
  expect(readFileSync(wal, 'utf8')).toBe('old and new');
  expect(readFileSync(stream, 'utf8')).toBe('old');
});
