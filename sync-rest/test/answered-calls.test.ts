import { expect, test } from 'vitest';
import { purgeTable } from '../../common/messaging/purge.ts';
import { scratch } from '../../common/testing/scratch.ts';
import { answeredCalls, callOutboxSchema } from '../call-outbox.ts';

const HOUR = 3_600_000;

test('answered calls go after a while, with the trace of their order; undone and parked ones stay', async () => {
  await using it = await scratch(callOutboxSchema);
  const row = (orderId: string, kind: string, doneHoursAgo: number | null, parked: string | null = null) =>
    it.store.transact(async (tx) => {
      const doneAt = doneHoursAgo === null ? null : new Date(Date.now() - doneHoursAgo * HOUR).toISOString();
      const sql = 'INSERT INTO calls (order_id, kind, body, done_at, parked_reason) VALUES (?, ?, ?, ?, ?)';
      await tx.run(sql, orderId, kind, '{}', doneAt, parked);
      await tx.run('INSERT INTO call_traces VALUES (?, ?) ON CONFLICT DO NOTHING', orderId, 'trace');
    });
  await row('answered', 'reserve', 3);
  await row('answered', 'send', 3);
  await row('half', 'reserve', 3);
  await row('half', 'send', null);
  await row('parked', 'reserve', null, 'refused');
  await row('young', 'reserve', 1);
  for (const table of answeredCalls) await purgeTable(it.store, table, 2 * 3600, async () => {});
  const left = async (sql: string) => (await it.store.reader.all<{ what: string }>(sql)).map(({ what }) => what);
  expect(await left(`SELECT order_id || ' ' || kind AS "what" FROM calls ORDER BY order_id, kind`)).toEqual([
    'half send',
    'parked reserve',
    'young reserve',
  ]);
  expect(await left('SELECT order_id AS "what" FROM call_traces ORDER BY order_id')).toEqual([
    'half',
    'parked',
    'young',
  ]);
});
