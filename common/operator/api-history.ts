import type { z } from 'zod';
import { validate } from '../contracts/decode.ts';
import type { DomainEvent } from '../contracts/events.ts';
import { Notification } from '../contracts/notifications.ts';
import { Order } from '../contracts/orders.ts';
import { eventsOfNotification, eventsOfOrder } from '../workflow/derive-events.ts';

const PAGE = 500;
const TIMEOUT_MS = 10_000;

/** Addresses of the two services whose API is read, `http://host:port`. The stock ledger adds nothing to them. */
interface ApiUrls {
  orders: string;
  notifications: string;
}

/**
 * Reads the public APIs page by page, all orders and then all notifications, and hands over what can be derived from
 * their rows; in any mode. A row that makes no sense is named in `unreadable`. Throws when a page is not answered.
 */
export async function readApi(urls: ApiUrls, onBatch: (events: readonly DomainEvent[]) => void) {
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
