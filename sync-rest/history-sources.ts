import type { z } from 'zod';
import { validate } from '../common/contracts/decode.ts';
import type { DomainEvent } from '../common/contracts/events.ts';
import { Notification } from '../common/contracts/notifications.ts';
import { Order } from '../common/contracts/orders.ts';
import type { HistorySource, Running } from '../common/mode.ts';
import { eventsOfNotification, eventsOfOrder } from '../common/workflow/derive-events.ts';

const PAGE = 500;
const TIMEOUT_MS = 10_000;

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
      hands: 'rows',
      what: 'GET /orders and GET /notifications are read page by page, and the events are derived from their rows',
      loses:
        'the history of states: a row tells only how an order is now, not which events led there, exactly when, in ' +
        'which order or what caused them, nor which order a low-stock alert came from; rows of different pages show ' +
        'different moments while orders still arrive',
      read: (onBatch) => readApi({ orders, notifications }, onBatch),
    },
  ];
}

/** Addresses of the two services whose API is read, `http://host:port`. The stock ledger adds nothing to them. */
interface ApiUrls {
  orders: string;
  notifications: string;
}

/**
 * Reads the public APIs page by page, all orders and then all notifications, and hands over what can be derived from
 * their rows. A row that makes no sense is named in `unreadable`. Throws when a page is not answered.
 */
async function readApi(urls: ApiUrls, onBatch: (events: readonly DomainEvent[]) => void) {
  const read = { records: 0, requests: 0, gaps: [] as string[], unreadable: [] as string[] };

  async function readAll<Row>(
    path: string,
    cursor: string,
    schema: z.ZodType<Row>,
    derive: (row: Row) => DomainEvent[],
  ) {
    for (let next: string | null = ''; next !== null; ) {
      const page = await getPage(`${path}?limit=${PAGE}${next && `&${cursor}=${next}`}`);
      read.requests++;
      read.records += page.rows.length;
      onBatch(page.rows.flatMap((row) => eventsIn(row, schema, derive)));
      next = page.next;
    }
  }

  function eventsIn<Row>(row: unknown, schema: z.ZodType<Row>, derive: (row: Row) => DomainEvent[]): DomainEvent[] {
    try {
      return derive(validate(schema, row));
    } catch (error) {
      read.unreadable.push((error as Error).message);
      return [];
    }
  }

  await readAll(`${urls.orders}/orders`, 'cursor', Order, eventsOfOrder);
  await readAll(`${urls.notifications}/notifications`, 'after', Notification, eventsOfNotification);
  return read;
}

/** A page is an object with one list, whatever its name, and where the next page starts. */
async function getPage(url: string): Promise<{ rows: unknown[]; next: string | null }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}.`);
  const { next, ...rest } = (await response.json()) as { next: string | null };
  const rows = Object.values(rest).find(Array.isArray);
  if (!rows) throw new Error(`GET ${url} answered no page.`);
  return { rows, next };
}
