import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
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

/** A member of a group whose coordinator answers heartbeats when it is told to. */
function newMember() {
  const load = createRequire(import.meta.url);
  const ConsumerGroup = load('kafkajs/src/consumer/consumerGroup') as new (
    options: object,
  ) => {
    coordinator: object;
    memberId: string;
    generationId: number;
    lastRequest: number;
    heartbeat(options: { interval: number }): Promise<void>;
  };
  const logger = { namespace: () => logger, debug() {} };
  const instrumentationEmitter = { emit() {} };
  const member = new ConsumerGroup({ logger, instrumentationEmitter, retry: {} });
  const answers: { answer(): void; refuse(error: Error): void }[] = [];
  const heartbeat = () =>
    new Promise<void>((answer, refuse) => {
      answers.push({ answer, refuse });
    });
  Object.assign(member, { coordinator: { heartbeat }, memberId: 'm', generationId: 1, lastRequest: 0 });
  return { member, answers, beat: () => member.heartbeat({ interval: 10 }) };
}

test('a heartbeat that is answered late holds nobody up, and there is one at a time; what it was told is thrown by the next one', async () => {
  const { member, answers, beat } = newMember();
  await beat();
  await beat();
  expect(answers).toHaveLength(1);
  answers[0]?.refuse(new Error('rebalancing'));
  await vi.waitFor(() => expect(beat()).rejects.toThrow('rebalancing'));

  const asked = answers.length;
  await beat();
  member.generationId++; // it has joined again meanwhile
  for (const { refuse } of answers.slice(asked - 1)) refuse(new Error('unknown generation'));
  await setTimeout(5);
  const next = beat();
  answers.at(-1)?.answer();
  await next;
});

test('that it has to join again is told to everybody who asks, until it has', async () => {
  const { member, answers, beat } = newMember();
  await beat();
  answers[0]?.refuse(Object.assign(new Error('rebalancing'), { type: 'REBALANCE_IN_PROGRESS' }));
  await vi.waitFor(() => expect(beat()).rejects.toThrow('rebalancing'));
  await expect(beat()).rejects.toThrow('rebalancing'); // whoever swallowed the first one was not the only one to ask
  member.generationId++;
  const next = beat();
  answers.at(-1)?.answer();
  await next;
});

test('one that is refused at once says so at once', async () => {
  const { answers, beat } = newMember();
  const refused = expect(beat()).rejects.toThrow('rebalancing');
  answers[0]?.refuse(new Error('rebalancing'));
  await refused;
});
