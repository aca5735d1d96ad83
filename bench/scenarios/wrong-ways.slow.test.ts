import { describe, expect, test } from 'vitest';
import { warehousePolicy } from '../../common/service/warehouse.ts';
import { until } from '../lab/until.ts';
import { readBooks } from '../lab/warehouse/warehouse.ts';
import { modesNamed, openLab, type TestLab, type TestLabOptions } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const AT_ONCE = 2;
const HELD = AT_ONCE * warehousePolicy.heldPerHand;
const ORDERS = 20;

/** Places orders at once in a lab of its own, and says what was seen until all are finished. */
async function withOrders<Seen>(
  mode: Parameters<typeof openLab>[0],
  options: TestLabOptions,
  orders: number,
  look: (testLab: TestLab, orderIds: string[]) => Promise<Seen>,
): Promise<Seen> {
  await using testLab = await openLab(mode, options);
  const placed = await Promise.all(Array.from({ length: orders }, () => testLab.shop.place(items)));
  const orderIds = placed.map(({ json }) => json.orderId);
  const seen = await look(testLab, orderIds);
  for (const orderId of orderIds) await testLab.shop.finished(orderId);
  return seen;
}

/** What the warehouse has in its books when so many orders are finished. */
const booksAfter = (mode: Parameters<typeof openLab>[0], options: TestLabOptions, orders: number) =>
  withOrders(mode, options, orders, async ({ lab, shop }, orderIds) => {
    for (const orderId of orderIds) await shop.finished(orderId);
    return readBooks(lab.urls['warehouse'] as string);
  });

const settingsWithout = (protection: string | null, concurrency: number, more: Record<string, string> = {}) => ({
  LAB_CONCURRENCY: String(concurrency),
  ...(protection !== null && { LAB_WITHOUT: protection }),
  ...more,
});

describe.each([...modesNamed('async-rabbitmq'), ...modesNamed('streaming-kafka')])('in $name', (mode) => {
  test.each([
    [null, true],
    ['own-ack', false],
  ])('hands bound what is at work at once, unless whole batches are handled (without %s)', async (without, bounded) => {
    const options = { work: '300ms', settings: settingsWithout(without, AT_ONCE) };
    const { mostAtOnce } = await booksAfter(mode, options, ORDERS);
    expect(mostAtOnce <= AT_ONCE).toBe(bounded);
  });
});

describe.each(modesNamed('async-rabbitmq'))('in $name', (mode) => {
  test.each([
    [null, HELD],
    ['fair-prefetch', ORDERS],
  ])(
    'a consumer holds as many messages as keep its hands at work, unless it is let have more (without %s)',
    async (without, held) => {
      const options = { work: '500ms', settings: settingsWithout(without, AT_ONCE) };
      const most = await withOrders(mode, options, ORDERS, (testLab) =>
        until('the consumer holds what it may', async () => {
          const backlog = await testLab.lab.operator.backlog();
          const [own] = backlog.filter(({ consumer }) => consumer.includes('inventory'));
          const all = (own?.waiting ?? 0) + (own?.unacknowledged ?? 0);
          return all > HELD && (own?.unacknowledged ?? 0) >= HELD ? (own?.unacknowledged ?? 0) : undefined;
        }),
      );
      if (held === HELD) expect(most).toBe(HELD);
      else expect(most).toBeGreaterThan(HELD);
    },
  );
});

/** A member that is silent for longer is put out of its group; the work takes longer than that. */
const SESSION_MS = 1000;

describe.each(modesNamed('streaming-kafka'))('in $name', (mode) => {
  test.each([
    [null, false],
    ['heartbeats', true],
  ])(
    'work that takes longer than the session timeout is done once, unless nobody tells that it goes on (without %s)',
    async (without, again) => {
      const settings = settingsWithout(without, 1, {
        LAB_ORDERING: 'queue',
        LAB_KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
      });
      const books = await booksAfter(mode, { work: '1.5s', settings }, 3);
      expect(Object.values(books.orders).some(({ calls }) => calls > 1)).toBe(again);
    },
  );
});
