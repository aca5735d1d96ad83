// A server whose latencies are known by arithmetic, in a process of its own. Its one argument is a Behaviour as JSON; it
// sends its URL to its parent and ends with it.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { raisePriority } from '../priority.ts';

export type Behaviour =
  /** Every answer exactly so many milliseconds after its request. */
  | { kind: 'delay'; ms: number }
  /**
   * Answers at once, but on reading its n-th request (from 1) does nothing at all for so long. Meanwhile `backlog` + 1
   * connections come about (listen(2)); absent: 512.
   */
  | { kind: 'stall'; stalls: { atRequest: number; ms: number }[]; backlog?: number }
  /** Answers in turn with these statuses; 0 resets the connection, -1 never answers. */
  | { kind: 'statuses'; statuses: number[] };

const behaviour = JSON.parse(process.argv[2] ?? '') as Behaviour;
const cell = new Int32Array(new SharedArrayBuffer(4));
const delayed: { answer: ServerResponse; dueMs: number; readMs: number }[] = [];
/** How long answers really took here, in microseconds: the scheduler of a busy machine makes some of them late. */
const given: number[] = [];
let requests = 0;

const server = createServer((incoming, answer) => {
  incoming.resume();
  requests += 1;
  if (behaviour.kind === 'delay') return delay(answer, behaviour.ms);
  if (behaviour.kind === 'stall') stall(behaviour.stalls.find(({ atRequest }) => atRequest === requests)?.ms ?? 0);
  const status = behaviour.kind === 'statuses' ? behaviour.statuses[(requests - 1) % behaviour.statuses.length] : 200;
  if (status === 0) return void incoming.socket.resetAndDestroy();
  if (status !== -1) finish(answer, status ?? 200);
});

function finish(answer: ServerResponse, status: number): void {
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ orderId: `order-${requests}`, status: 'pending' }));
}

function stall(ms: number): void {
  if (ms > 0) Atomics.wait(cell, 0, 0, ms);
}

/** setTimeout is up to 2 ms late: short sleeps of the whole process hit the moment within 0.1 ms. */
function delay(answer: ServerResponse, ms: number): void {
  const readMs = performance.now();
  delayed.push({ answer, readMs, dueMs: readMs + ms });
  if (delayed.length === 1) setImmediate(release);
}

function release(): void {
  for (let first = delayed[0]; first && first.dueMs <= performance.now(); first = delayed[0]) {
    delayed.shift();
    finish(first.answer, 200);
    given.push((performance.now() - first.readMs) * 1000);
  }
  const next = delayed[0];
  if (!next) return;
  Atomics.wait(cell, 0, 0, Math.max(0, Math.min(0.2, next.dueMs - performance.now())));
  setImmediate(release);
}

raisePriority(); // its arithmetic should not depend on what else the machine does
server.keepAliveTimeout = 60_000;
const backlog = behaviour.kind === 'stall' ? (behaviour.backlog ?? 511) : 511;
server.listen({ port: 0, host: '127.0.0.1', backlog }, () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`),
);
process.on('message', () => process.send?.(given.splice(0)));
process.on('disconnect', () => process.exit(0));
