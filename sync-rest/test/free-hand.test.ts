import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemError } from '../../common/contracts/problems.ts';
import type { Inbox } from '../../common/messaging/inbox.ts';
import type { Store, Tx } from '../../common/store/store.ts';
import { serviceContext } from '../../common/testing/service-context.ts';
import { answerCalls, createLine } from '../transport/consume.ts';

const HANDS = 2;
const WORK_MS = 200;
const DEADLINE_MS = 480;
const EVERY_MS = 20;
const CALLS = 100;

type Handler = (body: string) => Promise<unknown>;

/** Inventory's way of answering, without a store: `commit` stands for one. Work that cannot end by its deadline is given up then, as an ask of the warehouse is. */
function answering(workMs: number, begun: string[] = [], commit: () => Promise<void> = async () => {}): Handler {
  let handler: Handler | null = null;
  const context = serviceContext({});
  const line = createLine(context.settings, HANDS, DEADLINE_MS);
  const tx = {} as Tx;
  answerCalls<string, string>(
    { ...context, api: { ...context.api, call: (_path, _accepts, handle) => void (handler = handle as Handler) } },
    { transact: (work: (tx: Tx) => unknown) => commit().then(() => work(tx)) } as unknown as Store,
    { once: (_tx: Tx, _id: string, effect: () => unknown) => effect() } as unknown as Inbox,
    'reserve',
    {
      accepts: z.string(),
      orderIdIn: (orderId) => orderId,
      before: (orderId, arrivedMs) =>
        line(async () => {
          begun.push(orderId);
          const leftMs = arrivedMs + DEADLINE_MS - Date.now();
          await sleep(Math.min(workMs, Math.max(0, leftMs)));
          if (leftMs < workMs) throw new ProblemError('dependency-timeout', 'The warehouse did not answer in time.');
        }),
      handle: async (_, orderId) => orderId,
      reply: (orderId) => orderId,
    },
  );
  return handler as unknown as Handler;
}

test('under more than the hands can do, they are busy with what can still be done in time, and what has waited too long is refused with nothing begun', async () => {
  const answer = answering(WORK_MS);
  const ends: Promise<string>[] = [];
  for (let index = 0; index < CALLS; index++) {
    const done = answer(`order-${index}`);
    ends.push(
      done.then(
        () => 'done',
        (error: ProblemError) => error.kind,
      ),
    );
    await sleep(EVERY_MS);
  }
  const kinds = await Promise.all(ends);
  const could = (HANDS * CALLS * EVERY_MS) / WORK_MS;
  expect(kinds.filter((kind) => kind === 'done').length).toBeGreaterThan(0.75 * could);
  expect(new Set(kinds)).toEqual(new Set(['done', 'too-many-requests']));
});

test('a hand is free as soon as the work is done: what waits for its commit keeps none', async () => {
  const [begun, committed] = [[] as string[], Promise.withResolvers<void>()];
  const answer = answering(1, begun, () => committed.promise);
  const calls = [1, 2, 3].map((index) => answer(`order-${index}`));
  await expect.poll(() => begun.length).toBe(HANDS + 1);
  committed.resolve();
  await Promise.all(calls);
});
