import { setTimeout } from 'node:timers/promises';
import type { ChannelModel } from 'amqplib';
import { expect, test } from 'vitest';
import { readQueue } from './rabbitmq-read.ts';
import { readAbandoning } from './read-abandoning.ts';

const patience = { silentMs: 100, longSilentMs: 400 };
const ids = (length: number) => Array.from({ length }, (_, n) => `s-${n}`);

interface Queue {
  /** What a look at it answers, one after the other; the last again and again. */
  counts: (number | Error)[];
  consumers?: number;
  /** What it hands out, so long after it was asked. */
  hands: string[];
  afterMs?: number;
}

/** A connection to a broker that has one queue. */
function connectionTo({ counts, consumers = 0, hands, afterMs = 0 }: Queue) {
  const state = { closed: false, looks: 0 };
  const channel = {
    on: () => {},
    prefetch: async () => {},
    ack: () => {},
    async checkQueue() {
      const answer = counts[Math.min(state.looks++, counts.length - 1)];
      if (answer instanceof Error) throw answer;
      return { messageCount: answer, consumerCount: consumers };
    },
    async consume(_name: string, onMessage: (message: { content: Buffer }) => void) {
      await setTimeout(afterMs);
      void setTimeout(50).then(() => hands.forEach((id) => onMessage({ content: Buffer.from(id) })));
    },
  };
  const connection = { createChannel: async () => channel, close: async () => void (state.closed = true) };
  return { state, connection: connection as unknown as ChannelModel };
}

const read = (queue: Queue, kind: 'quorum' | 'stream' = 'quorum') =>
  readQueue(connectionTo(queue).connection, 's', { queue: kind }, patience);

const notFound = (text: string) =>
  Object.assign(new Error(`Operation failed: QueueDeclare; 404 (NOT-FOUND) with message "NOT_FOUND - ${text}"`), {
    code: 404,
  });

test('what was counted and did not come is not read, however long it was waited for', async () => {
  await expect(read({ counts: [10, 0], hands: ids(7) })).rejects.toThrow('7 of 10 records of s were read');
  await expect(read({ counts: [10, 10], hands: ids(7) }, 'stream')).rejects.toThrow('7 of 10');
  expect(await read({ counts: [10, 0], hands: ids(10) })).toEqual(ids(10));
  expect(await read({ counts: [0, 10], hands: ids(10) }, 'stream')).toEqual(ids(10)); // told late
});

test('a count of none is not believed: it is waited longer, and looked again', async () => {
  await expect(read({ counts: [0, 5], hands: [] })).rejects.toThrow('0 of 5');
  await expect(read({ counts: [0, 3], hands: ids(2) })).rejects.toThrow('2 of 5');
  expect(await read({ counts: [0, 0], hands: [] })).toEqual([]);
});

test('it is waited from when the broker had taken the reader, not from before', async () => {
  expect(await read({ counts: [0, 0], hands: ids(3), afterMs: 1200 })).toEqual(ids(3));
});

test('only a queue that is not there is gone', async () => {
  expect(await read({ counts: [notFound("no queue 's' in vhost '/'")], hands: [] })).toEqual([]);
  for (const text of [
    "queue 's' in vhost '/' process is stopped by supervisor",
    "home node 'lab1@localhost' of durable queue 's' in vhost '/' is down or inaccessible",
    "queue 's' in vhost '/' has crashed and failed to restart",
    "failed to perform operation on queue 's' in vhost '/' due to timeout",
    "the leader of queue 's' in vhost '/' is stopping",
  ])
    await expect(read({ counts: [notFound(text)], hands: [] })).rejects.toThrow('NOT_FOUND');
});

test('a queue that somebody else holds is not empty', async () => {
  await expect(read({ counts: [0], consumers: 1, hands: [] })).rejects.toThrow('another reader');
});

test('an abandoned reading is closed before the next begins', async () => {
  const { state, connection } = connectionTo({ counts: [0], hands: [] });
  const never = () => new Promise<string[]>(() => {});
  expect(await readAbandoning(async () => connection, never, 50)).toBeNull();
  expect(state.closed).toBe(true);
});

test('a connection that comes too late is closed as well', async () => {
  const { state, connection } = connectionTo({ counts: [0], hands: [] });
  const late = () => setTimeout(100).then(() => connection);
  expect(await readAbandoning(late, async () => [], 20)).toBeNull();
  await expect.poll(() => state.closed).toBe(true);
});
