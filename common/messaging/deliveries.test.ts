import { expect, test } from 'vitest';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { deliverySchema, type Outgoing } from '../store/delivery-store.ts';
import { createNotificationStore, notificationSchema } from '../store/notification-store.ts';
import type { Store } from '../store/store.ts';
import { placed, reserved } from '../testing/samples.ts';
import { scratch } from '../testing/scratch.ts';
import { notifyCustomer } from '../workflow/notify-customer.ts';
import { claimSchema } from './claims.ts';
import { createDeliveries, deliveryPolicy, type Provider, Refused, Unreachable } from './deliveries.ts';

const schema = notificationSchema + deliverySchema + claimSchema;
const log = createLog({ LAB_LOG_LEVEL: 'silent' }, 'test');
const WAIT = { timeout: 10_000 };
const sms: Provider = { send: async () => {}, close() {} };

/** Deliveries of a store to a provider that does what `send` does. */
async function delivering(store: Store, send: (message: Outgoing) => Promise<void>) {
  const sent: Outgoing[] = [];
  const email: Provider = {
    async send(message) {
      await send(message);
      sent.push(message);
    },
    close() {},
  };
  const metrics = createMetrics('test');
  const deliveries = createDeliveries(store, { email, sms }, { log, metrics });
  const notifications = createNotificationStore(store, deliveries);
  await deliveries.start();
  return {
    sent,
    metrics,
    deliveries,
    record: (order = placed()) => store.transact((tx) => notifications.record(tx, notifyCustomer(reserved(order)))),
    states: async () => (await deliveries.list({ limit: 100 })).deliveries,
  };
}

test('what was recorded is sent after its commit, and only once it is taken', async () => {
  await using it = await scratch(schema);
  const { sent, record, states, deliveries } = await delivering(it.store, async () => {});
  const [told] = await record();
  await expect
    .poll(states, WAIT)
    .toMatchObject([{ notificationId: told?.notificationId, state: 'delivered', attempts: 1 }]);
  expect(sent).toMatchObject([{ notificationId: told?.notificationId, channel: 'email' }]);
  await deliveries.stop(1000);
});

test('attempts are counted by what became of them, each outcome from nothing on', async () => {
  await using it = await scratch(schema);
  const { metrics, deliveries } = await delivering(it.store, async () => {});
  const { values } = await metrics.deliveries.get();
  const seen = values.map(({ labels: { channel, outcome }, value }) => `${channel} ${outcome} ${value}`);
  expect(seen.toSorted()).toEqual(
    ['email', 'sms'].flatMap((channel) => ['delivered', 'parked', 'postponed'].map((one) => `${channel} ${one} 0`)),
  );
  await deliveries.stop(1000);
});

test('nothing is sent of a transaction that is undone', async () => {
  await using it = await scratch(schema);
  const { sent, deliveries, record, states } = await delivering(it.store, async () => {});
  const undone = it.store.transact(async (tx) => {
    await deliveries.add(tx, [1]);
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await record();
  await expect.poll(() => sent.length, WAIT).toBe(1);
  expect(await states()).toHaveLength(1);
  await deliveries.stop(1000);
});

test('what is not taken now is sent again, and says why meanwhile', async () => {
  await using it = await scratch(schema);
  let busy = true;
  const { record, states, deliveries } = await delivering(it.store, async () => {
    if (busy) throw new Error('451 busy');
  });
  await record();
  await expect.poll(states, WAIT).toMatchObject([{ state: 'waiting', reason: '451 busy' }]);
  busy = false;
  await expect.poll(states, WAIT).toMatchObject([{ state: 'delivered' }]);
  expect((await states())[0]?.attempts).toBeGreaterThan(1);
  await deliveries.stop(1000);
});

test('what is refused for good is parked with its reason, and sent once more when somebody asks for it', async () => {
  await using it = await scratch(schema);
  let refuses = true;
  const { record, states, deliveries, sent } = await delivering(it.store, async () => {
    if (refuses) throw new Refused('550 no such mailbox');
  });
  const [told] = await record();
  const id = told?.notificationId ?? '';
  await expect.poll(states, WAIT).toMatchObject([{ state: 'parked', reason: '550 no such mailbox', attempts: 1 }]);
  expect((await deliveries.list({ limit: 10, state: 'waiting' })).deliveries).toEqual([]);
  refuses = false;
  expect(await deliveries.redrive(id)).toBe(true);
  await expect.poll(states, WAIT).toMatchObject([{ state: 'delivered' }]);
  expect(sent).toHaveLength(1);
  expect(await deliveries.redrive(id)).toBe(false);
  await deliveries.stop(1000);
});

test('a provider that cannot be reached is left alone for a while, whatever waits for it', async () => {
  await using it = await scratch(schema);
  let asked = 0;
  const { record, deliveries, states } = await delivering(it.store, async () => {
    asked++;
    throw new Unreachable('connect ECONNREFUSED');
  });
  await Promise.all(Array.from({ length: 40 }, () => record()));
  await expect.poll(() => asked, WAIT).toBeGreaterThan(0);
  await deliveries.stop(1000);
  expect(asked).toBeLessThanOrEqual(20); // not once for each of them
  expect((await states()).every(({ state }) => state === 'waiting')).toBe(true);
});

test('no more are under way at a time than there are connections', async () => {
  await using it = await scratch(schema);
  let [now, most] = [0, 0];
  const { record, sent, deliveries } = await delivering(it.store, async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
  });
  await Promise.all(Array.from({ length: 50 }, () => record()));
  await expect.poll(() => sent.length, WAIT).toBe(50);
  expect(most).toBeLessThanOrEqual(deliveryPolicy.atOnce);
  await deliveries.stop(1000);
});

test('what a process left is delivered by the next one, under the same id', async () => {
  await using it = await scratch(schema);
  const first = await delivering(it.store, async () => {
    throw new Unreachable('down');
  });
  const [told] = await first.record();
  await first.deliveries.stop(1000);
  const next = await delivering(await it.reopen(), async () => {});
  await expect.poll(() => next.sent, WAIT).toMatchObject([{ notificationId: told?.notificationId }]);
  await next.deliveries.stop(1000);
});
