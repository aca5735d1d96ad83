import { expect, test } from 'vitest';
import { OrderId } from '../contracts/primitives.ts';
import { madeAtMs, newId } from './new-id.ts';

test('an id is a UUID of version 7 that begins with the time', () => {
  const before = Date.now();
  const id = newId();
  expect(OrderId.safeParse(id).success).toBe(true);
  expect(id[14]).toBe('7');
  const madeAt = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(madeAt).toBeGreaterThanOrEqual(before);
  expect(madeAt).toBeLessThanOrEqual(Date.now());
});

test('no id comes twice', () => {
  expect(new Set(Array.from({ length: 50_000 }, newId)).size).toBe(50_000);
});

test('an id tells when it was made', () => {
  const before = Date.now();
  expect(madeAtMs(newId())).toBeGreaterThanOrEqual(before);
  expect(madeAtMs(newId())).toBeLessThanOrEqual(Date.now());
});
