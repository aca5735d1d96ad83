import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inboxSchema } from '../../../common/messaging/inbox.ts';
import { outboxSchema } from '../../../common/messaging/outbox.ts';
import { openStore } from '../../../common/store/open-store.ts';
import { modes } from '../../modes.ts';
import { OrderLog } from './order-log.ts';

const mode = modes.find(({ medium }) => medium.kind === 'queues');
if (!mode) throw new Error('expected a mode with queues');
const at = '2026-01-31T12:00:00.000Z';

/** The stores of a mode's services in a folder of their own, with a log that reads them. */
async function openLog() {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: 'page-cache', LAB_BATCH: 256 } as const;
  const stores = new Map(
    await Promise.all(
      ['orders', 'inventory', 'notifications'].map(
        async (role) => [role, await openStore(settings, role, outboxSchema + inboxSchema)] as const,
      ),
    ),
  );
  onTestFinished(async () => {
    for (const store of stores.values()) await store.close();
    await rm(folder, { recursive: true });
  });
  const run = (role: string, sql: string, ...params: (string | null)[]) =>
    stores.get(role)?.transact(async (tx) => {
      await tx.run(sql, ...params);
    });
  const known = mode as NonNullable<typeof mode>;
  const log = new OrderLog({ mode: known, services: known.services, shape: 'off' });
  return {
    log,
    read: async () => (await log.read({ dataFolder: folder, namespace: 'a-lab.' })) ?? { said: [], omitted: 0 },
    publish: (orderId: string, sentAt: string | null) =>
      run(
        'orders',
        'INSERT INTO outbox (message_id, type, order_id, body, sent_at) VALUES (?, ?, ?, ?, ?)',
        `m-${orderId}`,
        'OrderPlaced',
        orderId,
        '{}',
        sentAt,
      ),
    confirm: (orderId: string) => run('orders', 'UPDATE outbox SET sent_at = ? WHERE order_id = ?', at, orderId),
    handle: (orderId: string) =>
      run(
        'inventory',
        'INSERT INTO inbox (message_id, position, applied_at) VALUES (?, ?, ?)',
        `m-${orderId}`,
        'a-lab.inventory-service',
        at,
      ),
  };
}

test('a message is told once it is confirmed, and again when it was handled', async () => {
  const { read, publish, confirm, handle } = await openLog();
  await publish('o-1', null);
  expect((await read()).said).toEqual([]);
  await confirm('o-1');
  const line = { atMs: Date.parse(at), what: 'OrderPlaced', messageId: 'm-o-1', orderId: 'o-1' };
  expect((await read()).said).toEqual([
    { ...line, from: 'orders', to: 'broker', how: 'published', answer: 'confirmed' },
  ]);
  expect((await read()).said).toEqual([]);
  await handle('o-1');
  expect((await read()).said).toEqual([
    { ...line, from: 'broker', to: 'inventory', how: 'handled', answer: 'inventory-service' },
  ]);
});

test('of many orders some are followed whole, and what is left out is counted', async () => {
  const { read, publish, handle } = await openLog();
  for (let n = 0; n < 50; n++) await publish(`o-${n}`, at);
  const first = await read();
  const followed = first.said.map(({ orderId }) => orderId);
  expect(followed.length).toBeGreaterThan(0);
  expect(first.said.length + first.omitted).toBe(50);
  for (let n = 0; n < 50; n++) await handle(`o-${n}`);
  const second = await read();
  expect(new Set(second.said.map(({ orderId }) => orderId))).toEqual(new Set(followed));
  expect(second.said.length + second.omitted).toBe(50);
});

test('an order that somebody placed by hand is followed, however many there are', async () => {
  const { log, read, publish } = await openLog();
  log.follow('mine');
  for (let n = 0; n < 50; n++) await publish(n === 40 ? 'mine' : `o-${n}`, at);
  expect((await read()).said.map(({ orderId }) => orderId)).toContain('mine');
});
