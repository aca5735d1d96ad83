import type { HistorySource, Running } from '../common/mode.ts';
import { readApi } from '../common/operator/api-history.ts';

/**
 *   GET /orders, page after page ────────▶ OrderPlaced, InventoryReserved or InventoryFailed
 *   GET /notifications, page after page ─▶ NotificationSent
 *
 * Nothing was recorded for a late comer: it asks the services what is so now and derives what must have happened.
 */
export function historySources({ urls }: Pick<Running, 'urls'>): HistorySource[] {
  const { orders, notifications } = urls;
  if (!orders || !notifications) throw new Error('This mode needs the URLs of its order and notification services.');
  return [
    {
      name: 'api',
      what: 'GET /orders and GET /notifications are read page by page, and the events are derived from their rows',
      loses:
        'the history of states: a row tells only how an order is now, not which events led there, exactly when, in ' +
        'which order or what caused them, nor which order a low-stock alert came from; rows of different pages show ' +
        'different moments while orders still arrive',
      read: (onBatch) => readApi({ orders, notifications }, onBatch),
    },
  ];
}
