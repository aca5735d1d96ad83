import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlaceOrder } from '../../common/contracts/orders.ts';
import { type LoadOptions, type OrdersWorkload, problemWith } from './load-options.ts';
import { workloadOf } from './workload.ts';

const orders: OrdersWorkload = { kind: 'orders', keyPrefix: 'run-1', skus: ['a', 'b', 'c'], maxLines: 5 };
const base = { headers: {}, seed: 3 } as LoadOptions;

test('every order keeps the contract and carries its key in header and e-mail', () => {
  const workload = workloadOf({ ...base, workload: orders });
  for (let n = 0; n < 300; n++) {
    const { body, headers, order } = workload(n);
    const placed = PlaceOrder.parse(JSON.parse(body ?? ''));
    expect(placed).toEqual(order?.value);
    expect(headers['idempotency-key']).toBe(`run-1-${n}`);
    expect(placed.customer.email).toBe(`run-1-${n}@load.example`);
    expect(placed.items.length).toBeLessThanOrEqual(5);
    expect(placed.items.every(({ quantity }) => quantity >= 1 && quantity <= 3)).toBe(true);
  }
});

test('the same seed gives the same orders', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const [one, two] = [0, 1].map(() => workloadOf({ ...base, seed, workload: orders }));
      for (let n = 0; n < 20; n++) expect(one?.(n)).toEqual(two?.(n));
    }),
    { numRuns: 20 },
  );
});

test('products are drawn by their weights', () => {
  const workload = workloadOf({ ...base, workload: { ...orders, maxLines: 1, weights: [1, 0, 3] } });
  const drawn = Array.from({ length: 4000 }, (_, n) => workload(n).order?.value.items[0]?.sku);
  expect(drawn.filter((sku) => sku === 'b')).toHaveLength(0);
  const share = drawn.filter((sku) => sku === 'c').length / drawn.length;
  expect(share).toBeGreaterThan(0.71);
  expect(share).toBeLessThan(0.79);
});

test('what makes no load is named', () => {
  const good: LoadOptions = {
    urls: ['http://127.0.0.1:1/orders'],
    method: 'POST',
    headers: {},
    arrivals: 'poisson',
    phases: [{ name: 'load', ratePerSecond: 1, seconds: 1, measured: true }],
    seed: 1,
    timeoutMs: 1,
    cutOffMs: 0,
    workload: orders,
  };
  expect(problemWith(good)).toBeNull();
  expect(problemWith({ ...good, urls: ['https://x'] })).toContain('url');
  expect(problemWith({ ...good, timeoutMs: Number.NaN })).toContain('timeoutMs');
  expect(problemWith({ ...good, phases: [] })).toContain('phases');
  expect(problemWith({ ...good, workload: { ...orders, keyPrefix: 'a b' } })).toContain('keyPrefix');
  expect(problemWith({ ...good, workload: { ...orders, weights: [1] } })).toContain('weights');
});
