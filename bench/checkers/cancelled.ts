import type { Order } from '../../common/contracts/orders.ts';
import { keyOf } from '../record/attempt-key.ts';
import type { FinalReads, Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { sumsOf } from './ledger.ts';
import { movementsByOrder, ordersById } from './stored.ts';

/**
 * A cancelled order is refused for good: it holds no stock, none of its money is kept, and its customer is told once, and never
 * that it is confirmed. Whoever was told that his order is cancelled finds it so, and whoever was told that it is too late does not.
 */
export const cancelled = defineChecker(
  'cancelled',
  'a cancelled order is confirmed, holds stock, keeps money or is not told as refused once; or what cancelling was answered is not so',
  ({ evidence, final, found }) => {
    const isCancelled = ({ reason }: Order) => reason === 'cancelled';
    const asked = evidence.history.filter(({ f, type }) => f === 'cancel-order' && (type === 'ok' || type === 'fail'));
    const orders = final.orders.filter(isCancelled);
    if (orders.length + asked.length === 0) {
      return { outcome: 'not-applicable', because: 'No order was cancelled.' };
    }
    const movements = movementsByOrder(final.movements);
    const told = toldOf(final);
    const sums = sumsOf(final.money?.entries ?? []);
    for (const order of orders) {
      const { orderId, status } = order;
      const related = keyOf(order) ?? orderId;
      if (status !== 'rejected') found.now(orderId, `is cancelled and ${status}`, related);
      const held = (movements.get(orderId) ?? []).reduce((pieces, { quantity }) => pieces - quantity, 0);
      if (held !== 0) found.atRest(orderId, `is cancelled and holds ${held} pieces`, related);
      const { captured = 0, refunded = 0 } = sums.get(orderId) ?? {};
      if (captured !== refunded) found.atRest(orderId, `is cancelled, and ${captured - refunded} is kept`, related);
      const { confirmed = 0, refused = 0 } = told.get(orderId) ?? {};
      if (confirmed > 0) found.now(orderId, 'is cancelled and was told confirmed', related);
      if (refused !== 1) found.atRest(orderId, `is cancelled and was told so ${refused} times`, related);
    }
    const known = ordersById(final.orders);
    for (const operation of asked)
      judgeAnswer(operation, known.get(operation.key), (says) => found.now(operation.key, says));
    return {
      looked: orders.length + asked.length,
      counted: { cancelled: orders.length, asked: asked.length },
      because: `${orders.length} cancelled orders hold nothing and were told once; ${asked.length} answers to cancelling are true.`,
    };
  },
);

function judgeAnswer({ type }: Operation, order: Order | undefined, says: (what: string) => void): void {
  const isCancelled = order?.reason === 'cancelled';
  if (type === 'ok' && !isCancelled) says(`was told cancelled and is ${order?.status ?? 'not stored'}`);
  if (type === 'fail' && isCancelled) says('was told too late and is cancelled');
}

function toldOf({ notifications }: FinalReads): Map<string, { confirmed: number; refused: number }> {
  const told = new Map<string, { confirmed: number; refused: number }>();
  for (const { orderId, kind } of notifications) {
    if (orderId === undefined) continue;
    const entry = told.get(orderId) ?? { confirmed: 0, refused: 0 };
    if (kind === 'order-confirmed') entry.confirmed++;
    if (kind === 'order-rejected') entry.refused++;
    told.set(orderId, entry);
  }
  return told;
}
