import { expect, onTestFinished, test, vi } from 'vitest';
import type { DomainEvent } from '../contracts/events.ts';
import type { Handle } from '../messaging/deliver.ts';
import { inboxSchema } from '../messaging/inbox.ts';
import { purgePolicy } from '../messaging/purge.ts';
import type { Store } from '../store/store.ts';
import { eventOf } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { serviceContext } from '../testing/service-context.ts';
import { eventService } from './event-service.ts';

/** A service that applied an event long ago, and counts what it applies from now on. */
async function listening(store: Store, rereads: boolean) {
  const event = eventOf();
  const long = '2026-01-01T00:00:00.000Z';
  await store.transact((tx) =>
    tx.run('INSERT INTO inbox (message_id, position, applied_at) VALUES (?, ?, ?)', event.id, 'x', long),
  );
  let applied = 0;
  let hand: Handle<DomainEvent> = () => Promise.reject(new Error('It takes nothing.'));
  const parts = await eventService<DomainEvent>(
    serviceContext({ LAB_KEEP_SECONDS: '1' }),
    {
      consumes: (handle) => {
        hand = handle;
      },
      transport: {
        publish: async () => [],
        ready: async () => {},
        stopConsuming: async () => {},
        close: async () => {},
      },
      asyncapi: null,
      rereads,
    },
    {
      openapi: null,
      store,
      async handle(tx, messages) {
        tx.afterCommit(() => {
          applied += messages.length;
        });
      },
    },
  );
  return {
    [Symbol.asyncDispose]: parts.stop,
    again: () => hand([{ event, position: 'x' }]),
    applied: () => applied,
    remembered: async () => (await store.reader.all('SELECT message_id FROM inbox')).length,
  };
}

test('what was applied is forgotten after a while, but not where it is handed over again at every start', async () => {
  const usual = purgePolicy.leastBetweenRoundsMs;
  purgePolicy.leastBetweenRoundsMs = 5;
  onTestFinished(() => {
    purgePolicy.leastBetweenRoundsMs = usual;
  });
  await using its = await scratch(inboxSchema);
  await using others = await scratch(inboxSchema);
  await using poller = await listening(its.store, true);
  await using consumer = await listening(others.store, false);
  await vi.waitFor(async () => expect(await consumer.remembered()).toBe(0), { timeout: 10_000 });
  for (const one of [poller, consumer]) await one.again();
  expect([poller.applied(), consumer.applied()]).toEqual([0, 1]);
});
