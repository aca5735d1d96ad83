import type { Notification } from '../../../../common/contracts/notifications.ts';
import { type Corruption, change, drop, is, repeat, violates } from './corruption.ts';

const toCustomer = ({ kind }: Notification) => kind !== 'low-stock';
const alert = ({ kind }: Notification) => kind === 'low-stock';

export const notification: Corruption[] = [
  violates('a customer is not told', ({ final }, random) => drop(random, final.notifications, toCustomer)),
  violates('a customer is told twice', ({ final }, random) =>
    repeat(random, final.notifications, toCustomer, (copy) => (copy.notificationId = random.uuid())),
  ),
  violates('a customer is told the opposite', ({ final }, random) =>
    change(random, final.notifications, toCustomer, (message) => {
      message.kind = message.kind === 'order-confirmed' ? 'order-rejected' : 'order-confirmed';
    }),
  ),
  violates('a customer is told both', ({ final }, random) =>
    repeat(random, final.notifications, toCustomer, (copy) => {
      copy.kind = copy.kind === 'order-confirmed' ? 'order-rejected' : 'order-confirmed';
    }),
  ),
  violates('an order that does not exist is told of', ({ final }, random) =>
    repeat(random, final.notifications, toCustomer, (copy) => (copy.orderId = random.uuid())),
  ),
  violates('a failed or pending order is told of', ({ final }, random) => {
    const order = random.some(final.orders.filter(is('failed', 'pending')));
    return (
      order !== undefined && repeat(random, final.notifications, toCustomer, (copy) => (copy.orderId = order.orderId))
    );
  }),
  violates('a message names no order', ({ final }, random) =>
    change(random, final.notifications, toCustomer, (message) => delete message.orderId),
  ),
  violates('an alert is missing', ({ final }, random) => drop(random, final.notifications, alert)),
  violates(
    'an alert is raised twice',
    ({ final, mode }, random) =>
      mode.answer === 'promise' && !final.money && repeat(random, final.notifications, alert), // what came back raised none
  ),
  violates('an alert is lost with an order that was undone', ({ final: { movements, products, orders } }, random) => {
    const product = random.pick(products);
    const [undone, confirmed] = [random.uuid(), random.some(orders.filter(is('confirmed')))?.orderId];
    const { sku, available, lowStockThreshold: low } = product;
    if (confirmed === undefined) return false;
    const rows = [
      { kind: 'set', quantity: low + 1 - available, availableAfter: low + 1 },
      { kind: 'reserve', quantity: -1, availableAfter: low, orderId: undone },
      { kind: 'reserve', quantity: -1, availableAfter: low - 1, orderId: confirmed },
      { kind: 'release', quantity: 1, availableAfter: low, orderId: undone },
      { kind: 'reserve', quantity: -1, availableAfter: low - 1, orderId: confirmed },
    ] as const;
    const last = movements.at(-1)!;
    for (const [n, row] of rows.entries()) {
      movements.push({ recordedAt: last.recordedAt, movementId: last.movementId + n + 1, sku, ...row });
    }
    return true;
  }),
  violates('an alert is about another product', ({ final }, random) =>
    change(random, final.notifications, alert, (message) => (message.text = 'SKU-99: 3 left, threshold 5.')),
  ),
  violates('an alert is about nothing', ({ final }, random) =>
    change(random, final.notifications, alert, (message) => (message.text = 'Low stock!')),
  ),
];
