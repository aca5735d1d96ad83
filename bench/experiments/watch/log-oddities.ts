import type { Order } from '../../../common/contracts/orders.ts';
import { readOutboxes } from '../../../common/operator/store-reader.ts';
import type { Lab } from '../../lab/lab.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Recorder } from '../../record/recorder.ts';

/** A record nobody can read, in the middle of the orders: parked by every group, in the way of none. */
export async function placePoison(lab: Lab, recorder: Recorder): Promise<void> {
  const pill = `pill-${process.pid}`;
  recorder.note('poison', 'invoke', pill, { pill: 'not JSON' });
  await lab.operator.inject('inventory', Buffer.from(`{ this is not JSON ${pill}`), pill);
  recorder.note('poison', 'ok', pill, null);
}

/**
 * An order's first event once more, under its own id, as it was written before customers were an object of their own.
 * Whoever still understands it recognises a duplicate; whoever does not parks it.
 */
export async function placeOldVersion(lab: Lab): Promise<void> {
  const { orders } = await getJson<{ orders: Order[] }>(`${lab.urls['orders']}/orders?limit=1`);
  const orderId = orders[0]?.orderId ?? '';
  const { dataFolder, settings } = lab.running;
  const rows = await readOutboxes(dataFolder, settings.LAB_PAYMENT, orderId);
  const placed = rows.find(({ type }) => type === 'OrderPlaced');
  if (!placed) throw new Error('No order was placed.');
  const event = JSON.parse(Buffer.from(placed.body).toString('utf8'));
  const { customer, ...data } = event.data;
  const old = { ...event, data: { ...data, customerName: customer.name, customerEmail: customer.email } };
  await lab.operator.inject('inventory', Buffer.from(JSON.stringify(old)), placed.messageId);
}
