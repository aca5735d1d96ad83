import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { nowUs } from '../../record/recorder.ts';
import { watchLag } from './lag.ts';

const WAIT = 200;

test('what was handled is counted once while inventory is being stopped, and it still answers', async () => {
  let life: { handled: number; waiting: number } | null = { handled: 100, waiting: WAIT };
  const server = createServer((_, response) => {
    if (life === null) response.writeHead(503).end();
    else response.end(`messages_published_total 300\nmessages_handled_total ${life.handled}\n`);
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let looks = 0;
  let change = { at: Number.POSITIVE_INFINITY, happens: () => {} };
  /** A life ends as a look begins, so that no look sees two of them. */
  const afterLooks = (more: number, next: typeof life) =>
    new Promise<void>((done) => {
      change = {
        at: looks + more + 1,
        happens: () => {
          life = next;
          done();
        },
      };
    });
  const lab = {
    mode: { services: [{ role: 'inventory', name: 'inventory' }] },
    instances: [
      { role: 'orders', url },
      { role: 'inventory', url },
    ],
    running: {
      namespace: '',
      stop: () => afterLooks(3, null),
      start: async () => {
        life = { handled: 0, waiting: WAIT };
        await afterLooks(2, { handled: WAIT, waiting: 0 });
      },
    },
    operator: {
      backlog: async () => {
        if (++looks === change.at) change.happens();
        return [{ consumer: 'inventory', waiting: life?.waiting ?? WAIT, unacknowledged: 0 }];
      },
    },
  } as unknown as Lab;

  const { evidence } = await watchLag(lab, nowUs()).lift({
    orders: 300,
    ratePerSecond: 0,
    throttlePerSecond: 0,
    livePerSecond: 0,
  });
  expect(evidence.samples.filter(({ broker }) => broker === WAIT).length).toBeGreaterThanOrEqual(3);
  for (const { broker, services } of evidence.samples) expect(services).toBe(broker);
});
