import { expect, test } from 'vitest';
import { outboxSchema } from '../messaging/outbox.ts';
import { storesOf } from '../testing/stores.ts';
import type { Shape } from '../workflow/message-table.ts';
import { outboxPages, readOutboxes, sentMessageIds } from './store-reader.ts';

const sent = 'INSERT INTO outbox (message_id, type, order_id, body, sent_at) VALUES (?, ?, ?, ?, ?)';
const told = [
  ['orders', 'OrderPlaced'],
  ['inventory', 'InventoryReserved'],
  ['payments', 'PaymentCaptured'],
  ['notifications', 'NotificationSent'],
] as const;

async function stores(paid: boolean) {
  const those = told.filter(([role]) => paid || role !== 'payments');
  const it = await storesOf(Object.fromEntries(those.map(([role]) => [role, outboxSchema])));
  for (const [role, type] of those) await it.run(role, sent, `of-${type}`, type, 'order-1', Buffer.from('{}'), 'now');
  const shape: Shape = paid ? 'orchestrated' : 'off';
  return { ...it, shape, types: those.map(([, type]) => type) };
}

test.each([true, false])('what all outboxes sent is brought again; orders are paid: %s', async (paid) => {
  await using it = await stores(paid);
  expect((await readOutboxes(it.folder, it.shape, 'order-1')).map(({ type }) => type)).toEqual(it.types);
  const pages: string[] = [];
  for await (const page of outboxPages(it.folder, it.shape, 'sent')) pages.push(...page.map(({ type }) => type));
  expect(pages).toEqual(it.types);
  expect(await sentMessageIds(it.folder, it.shape)).toEqual(it.types.map((type) => `of-${type}`));
});
