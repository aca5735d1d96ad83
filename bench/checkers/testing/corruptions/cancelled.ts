import type { Order } from '../../../../common/contracts/orders.ts';
import { append, type Corruption, change, drop, type Finished, is, repeat, violates } from './corruption.ts';

const isCancelled = ({ reason }: Order) => reason === 'cancelled';
/** Whether something is about a cancelled order. */
const ofCancelled = ({ final }: Finished) => {
  const ids = new Set(final.orders.filter(isCancelled).map(({ orderId }) => orderId));
  return ({ orderId }: { orderId?: string | undefined }) => orderId !== undefined && ids.has(orderId);
};

export const cancelled: Corruption[] = [
  violates('a cancelled order is confirmed', ({ final }, random) =>
    change(random, final.orders, isCancelled, (order) => (order.status = 'confirmed')),
  ),
  violates('a cancelled order keeps its stock', (evidence, random) => {
    const isTheirs = ofCancelled(evidence);
    return drop(random, evidence.final.movements, (row) => row.kind === 'release' && isTheirs(row));
  }),
  violates('the customer of a cancelled order is never told', (evidence, random) =>
    drop(random, evidence.final.notifications, ofCancelled(evidence)),
  ),
  violates('the customer of a cancelled order is told twice', (evidence, random) =>
    repeat(random, evidence.final.notifications, ofCancelled(evidence)),
  ),
  violates('the customer of a cancelled order is told that it is confirmed', (evidence, random) =>
    change(random, evidence.final.notifications, ofCancelled(evidence), (row) => (row.kind = 'order-confirmed')),
  ),
  violates('the money of a cancelled order is kept', (evidence, random) => {
    const isTheirs = ofCancelled(evidence);
    return drop(random, evidence.final.money?.entries ?? [], (entry) => entry.kind === 'refund' && isTheirs(entry));
  }),
  violates('somebody was told that his order is cancelled, and it is confirmed', (evidence, random) =>
    change(random, evidence.final.orders, is('confirmed'), ({ orderId }) =>
      append(evidence, { f: 'cancel-order', type: 'ok', key: orderId, value: { status: 200 } }),
    ),
  ),
  violates('somebody was told that it is too late, and his order is cancelled', (evidence, random) =>
    change(random, evidence.final.orders, isCancelled, ({ orderId }) =>
      append(evidence, { f: 'cancel-order', type: 'fail', key: orderId, value: { status: 409, error: 'too-late' } }),
    ),
  ),
];
