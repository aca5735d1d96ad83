import type { InventoryReserved } from '../contracts/events.ts';
import type { NotificationKind } from '../contracts/notifications.ts';
import type { Customer, OrderReason } from '../contracts/orders.ts';

export interface Message {
  /** Absent on a low-stock alert: it is about a product. */
  orderId?: string;
  kind: NotificationKind;
  channel: 'email' | 'sms';
  to: string;
  text: string;
}

/** Where low-stock alerts go. */
const PURCHASING = 'purchasing@three-mode-lab.example';

/** What became of an order, whoever tells of it: what it costs, or why it is refused. */
interface Outcome {
  data: InventoryReserved | { orderId: string; customer: Customer; reason: OrderReason };
}

const whyNot: Record<OrderReason, string> = {
  'out-of-stock': 'not enough is in stock',
  'unknown-sku': 'a product is not in our catalogue',
  'inventory-unavailable': 'our stock could not be asked',
  'inventory-timeout': 'our stock could not be asked in time',
  'payment-declined': 'the payment was declined',
  'payment-unavailable': 'the payment could not be made, and nothing is kept of it',
  'payment-timeout': 'the payment was not made in time, and nothing is kept of it',
  cancelled: 'you have cancelled it, and nothing is kept of it',
};

/** One message to the customer for a finished order, and one alert for each product that fell to its threshold. */
export function notifyCustomer({ data }: Outcome): Message[] {
  const { orderId, customer } = data;
  const toCustomer = { orderId, channel: 'email', to: customer.email } as const;
  if ('reason' in data) {
    const why = whyNot[data.reason];
    return [{ ...toCustomer, kind: 'order-rejected', text: `Your order ${orderId} was declined: ${why}.` }];
  }
  const { totalMinor, currency, lowStock } = data;
  const total = `${(totalMinor / 100).toFixed(2)} ${currency}`;
  return [
    { ...toCustomer, kind: 'order-confirmed', text: `Your order ${orderId} is confirmed. Total: ${total}.` },
    ...lowStock.map(
      ({ sku, available, lowStockThreshold }): Message => ({
        kind: 'low-stock',
        channel: 'email',
        to: PURCHASING,
        text: `${sku}: ${available} left, threshold ${lowStockThreshold}.`,
      }),
    ),
  ];
}
