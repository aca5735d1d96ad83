import { createRequire } from 'node:module';
import { expect, onTestFinished, test, vi } from 'vitest';
import '../transport/mended-client.ts';

interface RequestQueue {
  throttleCheckTimeoutId: unknown;
  maybeThrottle(ms: number): void;
  push(request: object): void;
  fulfillRequest(answer: object): void;
}

/** The queue of one connection, of the client itself; gives what it has sent, by number. */
function newQueue() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const load = createRequire(import.meta.url);
  const Queue = load('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueue;
  const logger = { debug() {}, warn() {} };
  const queue = new Queue({ maxInFlightRequests: null, requestTimeout: 1000, clientId: 'c', broker: 'b', logger });
  const sent: number[] = [];
  const push = (correlationId: number) =>
    queue.push({
      entry: { correlationId, resolve() {}, reject() {} },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  return { queue, sent, push };
}

test('after an answer, with nothing waiting, no timer is set', () => {
  const { queue, push } = newQueue();
  push(1);
  queue.fulfillRequest({ correlationId: 1, size: 0, payload: null });
  expect(queue.throttleCheckTimeoutId).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that the broker wants later is sent then', () => {
  const { queue, sent, push } = newQueue();
  queue.maybeThrottle(200);
  push(1);
  vi.advanceTimersByTime(150);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});
