import { expect, test } from 'vitest';
import { judgedMode } from '../testing/judged-modes.ts';
import { check, operation, type Small, small } from '../testing/small.ts';

const SECOND_US = 1e6;

interface Waits {
  before?: number;
  meanwhile?: number;
  /** How many orders, from second 7 on and from second 13 on: ten a second. */
  orders?: number;
  /** Those of the second part whose answers take 200 ms. */
  late?: readonly number[];
}

/** Inventory is killed at second 10 and comes back at second 20; answers take `before` and `meanwhile` milliseconds. */
function killed({ before = 3, meanwhile = 3, orders = 30, late = [] }: Waits = {}): Small {
  const evidence = { ...small(), mode: judgedMode('calls'), fault: 'kill-inventory' };
  const at = (t: number, ...args: Parameters<typeof operation>) =>
    evidence.history.push({ ...operation(...args), t: Math.round(t) });
  evidence.final = { ...evidence.final, messages: null, queues: null };
  for (const [name, second, took] of [
    ['b', 7, before],
    ['m', 13, meanwhile],
  ] as const) {
    for (let n = 0; n < orders; n++) {
      const due = (100 + second + n / 10) * SECOND_US;
      at(due, 'place-order', 'invoke', `${name}${n}`, null);
      const us = (name === 'm' && late.includes(n) ? 200 : took) * 1000;
      at(due + us, 'place-order', 'info', `${name}${n}`, { status: 503 });
    }
  }
  at(110 * SECOND_US, 'fault', 'ok', 'kill-inventory', { phase: 'inject' });
  at(120 * SECOND_US, 'fault', 'invoke', 'kill-inventory', { phase: 'heal' });
  return evidence;
}

test('Holds when a dead service is told as quickly as a living one', () => {
  expect(check('waiting', killed())).toMatchObject({ outcome: 'holds', counted: { meanwhile: 30 } });
});

test('Waiting through retries for a service that is known to be dead breaks it', () => {
  const verdict = check('waiting', killed({ meanwhile: 41 }));
  expect(verdict).toMatchObject({ outcome: 'violated', because: expect.stringContaining('waited 41.0 ms') });
});

test('A machine that was as slow before the fault is no reason to object', () => {
  expect(check('waiting', killed({ before: 35, meanwhile: 41 })).outcome).toBe('holds');
});

test('A machine that stands still once is no reason to object, one half second after the other is', () => {
  expect(check('waiting', killed({ late: [10, 11, 12] })).outcome).toBe('holds');
  expect(check('waiting', killed({ late: [10, 11, 20, 21] })).outcome).toBe('violated');
});

test('Fewer than 20 orders say nothing', () => {
  expect(check('waiting', killed({ orders: 15, meanwhile: 4000 })).outcome).toBe('unknown');
});

test('Does not apply where an order is answered before inventory is asked, nor where inventory lives', () => {
  expect(check('waiting', { ...killed(), mode: judgedMode('queues') }).outcome).toBe('not-applicable');
  expect(check('waiting', { ...killed(), fault: 'redeliver' }).outcome).toBe('not-applicable');
});
