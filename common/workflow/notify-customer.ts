import type { InventoryOutcome } from '../contracts/events.ts';
import type { NotificationKind } from '../contracts/notifications.ts';

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

/** One message to the customer for a finished order, and one alert for each product that fell to its threshold. */
export function notifyCustomer(outcome: InventoryOutcome): Message[] {
  const { orderId, customer } = outcome.data;
  const toCustomer = { orderId, channel: 'email', to: customer.email } as const;
  if (outcome.type === 'InventoryFailed') {
    const why = outcome.data.reason === 'out-of-stock' ? 'not enough is in stock' : 'a product is not in our catalogue';
    return [{ ...toCustomer, kind: 'order-rejected', text: `Your order ${orderId} was declined: ${why}.` }];
  }
  const { totalMinor, currency, lowStock } = outcome.data;
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
