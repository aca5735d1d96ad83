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
import { createDeliveries, type Provider } from './deliveries.ts';

const schema = notificationSchema + deliverySchema + claimSchema;
const log = createLog({ LAB_LOG_LEVEL: 'silent' }, 'test');
const nobody: Provider = { send: async () => {}, close() {} };

const deliveriesOf = (store: Store, send: Provider['send']) =>
  createDeliveries(store, { email: { send, close() {} }, sms: nobody }, { log, metrics: createMetrics('test') });

test('each process delivers what it recorded, once, and whoever is left what the other one had not', async () => {
  await using it = await scratch(schema);
  const other = await it.another();
  const sent: string[] = [];
  const note = async ({ notificationId }: Outgoing) => void sent.push(notificationId);
  let silent = true;
  const mine = deliveriesOf(it.store, note);
  const theirs = deliveriesOf(other, async (message) => {
    if (silent) throw new Error('451');
    await note(message);
  });
  await mine.start();
  await theirs.start();
  const record = (store: Store, deliveries: typeof mine) =>
    store.transact((tx) => createNotificationStore(store, deliveries).record(tx, notifyCustomer(reserved(placed()))));
  for (let n = 0; n < 10; n++) {
    await record(it.store, mine);
    await record(other, theirs);
  }
  await expect.poll(() => sent.length).toBe(10);
  await theirs.stop(1000); // what it leaves is anybody's at once
  silent = false;
  await expect.poll(() => sent.length, { timeout: 15_000 }).toBe(20);
  expect(new Set(sent).size).toBe(20);
  await mine.stop(1000);
});
