import { expect, test } from 'vitest';
import { createLedger } from './ledger.ts';

const charge = { orderId: 'a', amountMinor: 250, currency: 'EUR' };
const kinds = (ledger: ReturnType<typeof createLedger>) => ledger.entries().map(({ kind }) => kind);

test('money moves once under a key, and every time without one', () => {
  const keyed = createLedger();
  expect([keyed.charge(charge, 'a', false), keyed.charge(charge, 'a', false)]).toEqual(['captured', 'captured']);
  expect(kinds(keyed)).toEqual(['capture']);
  const blind = createLedger();
  for (let times = 0; times < 2; times++) blind.charge(charge, undefined, false);
  expect(kinds(blind)).toEqual(['capture', 'capture']);
});

test('a refund gives back what was captured, once, and a charge that comes later is refused', () => {
  const ledger = createLedger();
  ledger.charge(charge, 'a', false);
  ledger.refund('a');
  ledger.refund('a');
  expect(ledger.entries()).toEqual([
    { ...charge, kind: 'capture' },
    { ...charge, kind: 'refund' },
  ]);
  expect(ledger.charge(charge, 'a', false)).toBe('refunded before');
});

test('a refund that comes first leaves a tombstone: the late charge moves nothing', () => {
  const ledger = createLedger();
  ledger.refund('a');
  expect(ledger.charge(charge, 'a', false)).toBe('refunded before');
  expect(ledger.entries()).toEqual([]);
});

test('a declined card stays declined under its key', () => {
  const ledger = createLedger();
  expect([ledger.charge(charge, 'a', true), ledger.charge(charge, 'a', false)]).toEqual(['declined', 'declined']);
  expect(ledger.entries()).toEqual([]);
});

test('its totals are those of its entries, and a card is declined once under its key', () => {
  const ledger = createLedger();
  ledger.charge(charge, 'a', false);
  ledger.charge({ ...charge, orderId: 'b', amountMinor: 100 }, 'b', false);
  for (let times = 0; times < 2; times++) ledger.charge({ ...charge, orderId: 'c' }, 'c', true);
  ledger.refund('b');
  expect(ledger.totals()).toEqual({
    captured: { times: 2, minor: 350 },
    refunded: { times: 1, minor: 100 },
    declined: 1,
  });
});
