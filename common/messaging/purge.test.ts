import { expect, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { createInbox, inboxSchema } from './inbox.ts';
import { outboxSchema } from './outbox.ts';
import { appliedMessages, purgePolicy, purgeTable, sentEvents } from './purge.ts';

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const noPause = async () => {};

/** An outbox with rows that were sent so many hours ago; null: not yet. */
async function outboxWith(hours: (number | null)[]) {
  const it = await scratch(outboxSchema);
  await it.store.transact(async (tx) => {
    for (const sent of hours) {
      const sql = 'INSERT INTO outbox (message_id, type, order_id, body, sent_at) VALUES (?, ?, ?, ?, ?)';
      await tx.run(sql, 'm', 'OrderPlaced', 'o', Buffer.of(), sent === null ? null : ago(sent * HOUR));
    }
  });
  const left = async () =>
    (await it.store.reader.all<{ seq: number }>('SELECT seq FROM outbox ORDER BY seq')).map(({ seq }) => seq);
  return { it, left };
}

test('what was sent long ago goes; what was sent lately stays, and what was never sent stays for ever', async () => {
  const { it, left } = await outboxWith([3, null, 3, 1, 3]);
  await using _ = it;
  expect(await purgeTable(it.store, sentEvents, 2 * 3600, noPause)).toBe(3);
  expect(await left()).toEqual([2, 4]);
});

test('a table of many pages is walked to its end, whatever stays in between', async () => {
  const { it, left } = await outboxWith(Array.from({ length: 2 * purgePolicy.page + 7 }, (_, n) => (n % 9 ? 3 : null)));
  await using _ = it;
  let pauses = 0;
  await purgeTable(it.store, sentEvents, 3600, async () => void pauses++);
  expect(pauses).toBe(2);
  expect((await left()).every((seq) => (seq - 1) % 9 === 0)).toBe(true);
});

test('a message that was applied is known for twice as long as its sender keeps it', async () => {
  await using it = await scratch(inboxSchema);
  const inbox = createInbox([], () => {});
  const batch = ['one', 'two', 'three'].map((id) => ({ event: { id, source: 'shop' }, position: 'queue' }));
  const unseen = () => it.store.transact(async (tx) => (await inbox.unseen(tx, batch)).map(({ event }) => event.id));
  await unseen();
  const aged = `UPDATE inbox SET applied_at = ? WHERE message_id LIKE ?`;
  await it.store.transact(async (tx) => {
    await tx.run(aged, ago(1.9 * HOUR), '%one%');
    await tx.run(aged, ago(2.1 * HOUR), '%two%');
  });
  expect(await purgeTable(it.store, appliedMessages, 3600, noPause)).toBe(1);
  expect(await unseen()).toEqual(['two']);
});
