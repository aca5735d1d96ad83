import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scratch } from '../testing/scratch.ts';
import { createLog } from './log.ts';
import { openStamps, type Stamp, stamp, stampCall, stampClock, stampCommit, stampRows } from './stamps.ts';

const silent = createLog({ LAB_LOG_LEVEL: 'silent' }, 'order-service');

async function kept(on: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const close = openStamps({ LAB_STAMPS: on, LAB_DATA_DIR: folder }, 'order-service', silent);
  onTestFinished(close);
  const file = join(folder, 'order-service.stamps.jsonl');
  const lines = (): Stamp[] => {
    close();
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Stamp);
  };
  return { file, close, lines };
}

test('without the setting nothing is kept and no clock is read', async () => {
  const { file, close } = await kept(false);
  stamp('o-1', 'decided', 'OrderPlaced');
  expect(stampClock()).toBe(0);
  close();
  expect(existsSync(file)).toBe(false);
});

test('a stamp tells order, moment and what it happened to, on the clock of all processes, for this user alone', async () => {
  const { file, lines } = await kept(true);
  const before = Number(process.hrtime.bigint());
  stamp('o-1', 'decided', 'OrderPlaced');
  stampRows([{ orderId: 'o-2', type: 'OrderPlaced', messageId: 'm-2' }], 'handed-over');
  const [decided, handed] = lines();
  expect(decided).toMatchObject({ orderId: 'o-1', moment: 'decided', of: 'OrderPlaced' });
  expect(handed).toMatchObject({ orderId: 'o-2', moment: 'handed-over', of: 'OrderPlaced' });
  expect(decided?.ns).toBeGreaterThanOrEqual(before);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('what is undone is not stamped as committed', async () => {
  await using it = await scratch('');
  const { lines } = await kept(true);
  const undone = it.store.transact(async (tx) => {
    stampCommit(tx, 'o-1', 'OrderPlaced');
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await it.store.transact(async (tx) => stampCommit(tx, 'o-2', 'OrderPlaced'));
  expect(lines()).toMatchObject([{ orderId: 'o-2', moment: 'committed' }]);
});

test('a call is stamped for the order that its body or its answer names', async () => {
  const { lines } = await kept(true);
  stampCall('/orders', 5, { customer: {}, items: [] }, { orderId: 'o-1', status: 'pending' });
  stampCall('/send', 6, { type: 'InventoryReserved', data: { orderId: 'o-2' } }, { sent: [] });
  stampCall('/notifications/test', 7, { to: 'x' }, { notificationId: 'n-1' });
  expect(lines()).toMatchObject([
    { orderId: 'o-1', moment: 'received', of: 'orders', ns: 5 },
    { orderId: 'o-1', moment: 'answered', of: 'orders' },
    { orderId: 'o-2', moment: 'received', of: 'send', ns: 6 },
    { orderId: 'o-2', moment: 'answered', of: 'send' },
  ]);
});
