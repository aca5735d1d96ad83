import type { NotificationKind } from '../../common/contracts/notifications.ts';
import type { Order } from '../../common/contracts/orders.ts';
import { keyOf } from '../record/attempt-key.ts';
import type { FinalReads, JudgedMode } from '../record/history.ts';
import { countCrossings } from './crossings.ts';
import { defineChecker } from './define-checker.ts';
import type { Findings } from './findings.ts';
import { ordersById, productsBySku } from './stored.ts';

/** Who was promised an outcome and pays in vain is told so; who waits for an answer gets it there. */
export const areFailuresTold = ({ answer }: Pick<JudgedMode, 'answer'>, paid: boolean): boolean =>
  answer === 'promise' && paid;

/** How many messages one customer got about one order. */
interface Told {
  confirmed: number;
  rejected: number;
}
const nothing: Told = { confirmed: 0, rejected: 0 };

/**
 * Each finished order is told exactly once and as what it is, and each fall of a product to its threshold raises one
 * alert. Source: exactly-once effects as the (order, kind) pairs recorded, compared with those owed.
 */
export const notification = defineChecker(
  'notification',
  'the (order, kind) pairs recorded are not exactly one per confirmed or rejected order, or low-stock alerts ≠ crossings',
  ({ evidence, final, found }) => {
    const told = new Map<string, Told>();
    const alerts = new Map<string, number>();
    for (const { notificationId, kind, orderId, text } of final.notifications) {
      if (kind === 'low-stock') {
        const sku = text.slice(0, Math.max(text.indexOf(': '), 0));
        alerts.set(sku, (alerts.get(sku) ?? 0) + 1);
      } else if (kind !== 'test') {
        if (orderId === undefined) found.now(notificationId, `is ${kind} and names no order`);
        else count(told, orderId, kind);
      }
    }
    const failures = areFailuresTold(evidence.mode, Boolean(final.money));
    for (const order of final.orders) compare(order, told.get(order.orderId) ?? nothing, failures, found);
    const orders = ordersById(final.orders);
    for (const orderId of told.keys()) if (!orders.has(orderId)) found.atRest(orderId, 'was told of and is not stored');
    judgeAlerts(final, alerts, found);
    return {
      looked: final.orders.length,
      counted: { orders: final.orders.length, notifications: final.notifications.length, 'told of': told.size },
      because: `${told.size} finished orders were told exactly once, and every low-stock alert has its crossing.`,
    };
  },
);

function count(told: Map<string, Told>, orderId: string, kind: NotificationKind): void {
  const entry = told.get(orderId) ?? { confirmed: 0, rejected: 0 };
  if (kind === 'order-confirmed') entry.confirmed++;
  else entry.rejected++;
  told.set(orderId, entry);
}

function compare(order: Order, told: Told, failuresTold: boolean, found: Findings): void {
  const { orderId, status } = order;
  const isRefused = status === 'rejected' || (failuresTold && status === 'failed');
  const owed = { confirmed: status === 'confirmed' ? 1 : 0, rejected: isRefused ? 1 : 0 };
  if (told.confirmed === owed.confirmed && told.rejected === owed.rejected) return;
  const says = `is ${status} and was told confirmed ${told.confirmed} times, rejected ${told.rejected} times`;
  const key = keyOf(order) ?? orderId;
  if (told.confirmed + told.rejected > 1) found.now(orderId, says, key);
  else found.atRest(orderId, says, key);
}

/**
 * An alert travels with the confirmation of the order that caused it. A crossing by an order that was not confirmed
 * (failed or not paid and released, or parked) may have raised its alert or not; once it is released and the product still
 * low, the next order owes it.
 */
function judgeAlerts(final: FinalReads, alerts: Map<string, number>, found: Findings): void {
  const orders = ordersById(final.orders);
  const products = productsBySku(final.products);
  const isConfirmed = (orderId: string) => orders.get(orderId)?.status === 'confirmed';
  const crossings = countCrossings(final.movements, products, isConfirmed);
  for (const sku of products.keys()) {
    const raised = alerts.get(sku) ?? 0;
    const { byConfirmed, byAnyone } = crossings.get(sku) ?? { byConfirmed: 0, byAnyone: 0 };
    if (raised >= byConfirmed && raised <= byAnyone) continue;
    const owed = byConfirmed === byAnyone ? `${byConfirmed}` : `${byConfirmed} to ${byAnyone}`;
    found.atRest(sku, `raised ${raised} low-stock alerts and fell to its threshold ${owed} times`);
  }
  for (const [sku, raised] of alerts) {
    if (!products.has(sku)) found.now(sku || 'an alert', `raised ${raised} low-stock alerts and is no product`);
  }
}
