import { decodeEvent } from '../../../common/contracts/decode-event.ts';
import { DomainEvent, type EventType } from '../../../common/contracts/events.ts';
import { outboxPages, purgedFromOutboxes } from '../../../common/operator/store-reader.ts';
import { events as senders } from '../../../common/workflow/message-table.ts';
import type { Lab } from '../../lab/lab.ts';
import type { ReplayEvidence } from '../../record/run-file.ts';
import { digestOf } from './digests.ts';

/** Every event that the services stored to be sent, as they stored it; null where their outboxes do not hold all of them. */
export async function storedEvents(lab: Lab): Promise<DomainEvent[] | null> {
  const { dataFolder, settings } = lab.running;
  const { LAB_PAYMENT: shape, LAB_WITHOUT: without } = settings;
  await lab.containers?.fetchStores();
  if (without.includes('outbox') || (await purgedFromOutboxes(dataFolder, shape)).length > 0) return null;
  const events: DomainEvent[] = [];
  for await (const page of outboxPages(dataFolder, shape, 'all')) {
    for (const { type, body } of page) if (type in senders) events.push(decodeEvent(DomainEvent, Buffer.from(body)));
  }
  return events;
}

/** Compares what each order's events say, one by one, with what they must say; only of these orders. */
export function eventByEvent(
  rebuilt: readonly DomainEvent[],
  expected: readonly DomainEvent[],
  orderIds: ReadonlySet<string>,
): NonNullable<ReplayEvidence['events']> {
  const [is, must] = [tellingsOf(rebuilt, orderIds), tellingsOf(expected, orderIds)];
  const all = [...new Set([...is.keys(), ...must.keys()])].sort();
  const texts = (tellings: ReadonlyMap<string, string>) => all.map((orderId) => tellings.get(orderId) ?? '');
  return {
    orders: all.length,
    differ: all.filter((orderId) => is.get(orderId) !== must.get(orderId)).length,
    digest: digestOf(texts(is)),
    expectedDigest: digestOf(texts(must)),
  };
}

/**
 * By order, what each service told of it, in the order in which that service told it: between two services a medium promises
 * no order.
 */
function tellingsOf(events: readonly DomainEvent[], orderIds: ReadonlySet<string>): Map<string, string> {
  const byOrder = new Map<string, Record<string, unknown[]>>();
  for (const event of events) {
    if (!orderIds.has(event.subject)) continue;
    const told = byOrder.get(event.subject) ?? {};
    byOrder.set(event.subject, told);
    (told[senderOf(event.type)] ??= []).push(contentOf(event));
  }
  const text = (told: Record<string, unknown[]>) =>
    JSON.stringify(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)));
  return new Map([...byOrder].map(([orderId, told]) => [orderId, text(told)]));
}

const senderOf = (type: EventType) => senders[type].from;

/** What it says, whatever the order of its members: an event of an earlier version has another one. */
function contentOf(event: DomainEvent): unknown[] {
  const { id, type, subject } = event;
  switch (event.type) {
    case 'OrderPlaced': {
      const { customer, items } = event.data;
      return [id, type, subject, customer.name, customer.email, items.map(({ sku, quantity }) => [sku, quantity])];
    }
    case 'InventoryReserved': {
      const { customer, items, totalMinor, currency, lowStock } = event.data;
      const lines = items.map(({ sku, quantity, unitPriceMinor }) => [sku, quantity, unitPriceMinor]);
      const low = lowStock.map(({ sku, available, lowStockThreshold }) => [sku, available, lowStockThreshold]);
      return [id, type, subject, customer.name, customer.email, lines, totalMinor, currency, low];
    }
    case 'InventoryFailed': {
      const { customer, reason } = event.data;
      return [id, type, subject, customer.name, customer.email, reason];
    }
    case 'NotificationSent':
      return [id, type, subject, event.data.notificationId, event.data.kind];
  }
}
