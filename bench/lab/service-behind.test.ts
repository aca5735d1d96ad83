import { expect, test } from 'vitest';
import type { Lab } from './lab.ts';
import { isOfAbsent, serviceBehind } from './service-behind.ts';

const lab = {
  mode: { services: [{ role: 'inventory', name: 'inventory-service' }] },
  running: { namespace: 'x.' },
} as unknown as Lab;

test('the group of a service that this lab runs without is that of nobody here, and of an absent one', () => {
  expect(serviceBehind(lab, 'x.inventory-service')?.role).toBe('inventory');
  expect(isOfAbsent(lab, 'x.inventory-service')).toBe(false);
  expect(isOfAbsent(lab, 'x.analytics-service')).toBe(true);
  expect(isOfAbsent(lab, 'x.payment-service')).toBe(true);
});

test('calls still to be made are of no service at all, and must be waited for', () => {
  expect(isOfAbsent(lab, 'calls')).toBe(false);
});
