import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LabEvent } from '../contracts/payments.ts';
import { customer } from '../testing/samples.ts';
import { advanceSaga, beginSaga, cancelSaga, type Saga } from './saga.ts';

const orderId = randomUUID();
const priced = { orderId, customer, items: [], totalMinor: 250, currency: 'EUR', lowStock: [] };
const failed = (reason: string) => told('PaymentFailed', { orderId, customer, reason });
const told = (type: LabEvent['type'], data: object = { orderId }) => ({ type, data }) as LabEvent;

/** One event after the other; what was told on the way, and the saga as it then is. */
function drive(events: LabEvent[], undoes = true) {
  let saga: Saga = beginSaga(orderId);
  const said: string[] = [];
  let settled = 0;
  for (const event of events) {
    const next = advanceSaga(saga, event, undoes);
    if (!next) continue;
    saga = next.saga;
    said.push(...next.told.map(({ type }) => type));
    if (next.settles) settled++;
  }
  return { saga, said, settled };
}

const reserved = told('InventoryReserved', priced);
const captured = told('PaymentCaptured', priced);

test('an order that is paid is told to the customer, and needs nothing back', () => {
  expect(drive([reserved, captured])).toEqual({
    saga: { orderId, step: 'done', release: 'needless', refund: 'needless' },
    said: ['PaymentRequested', 'OrderConfirmed'],
    settled: 1,
  });
});

test('what may have to be given back is noted before it is asked for', () => {
  expect(beginSaga(orderId)).toMatchObject({ step: 'reserving', release: 'registered', refund: null });
  expect(drive([reserved]).saga).toMatchObject({ step: 'paying', release: 'registered', refund: 'registered' });
});

test('a declined card gives the stock back; only a payment that nobody knows of is asked back as well', () => {
  const declined = drive([reserved, failed('payment-declined')]);
  expect(declined.said).toEqual(['PaymentRequested', 'OrderRejected', 'ReleaseRequested']);
  expect(declined.saga).toMatchObject({ step: 'undoing', release: 'due', refund: 'needless' });
  const unknown = drive([reserved, failed('payment-timeout')]);
  expect(unknown.said).toEqual(['PaymentRequested', 'OrderRejected', 'ReleaseRequested', 'RefundRequested']);
  expect(unknown.saga).toMatchObject({ step: 'undoing', release: 'due', refund: 'due' });
});

test.each([['StockReleased', 'PaymentRefunded'] as const, ['PaymentRefunded', 'StockReleased'] as const])(
  'it is over when both are acknowledged: %s, then %s',
  (first, second) => {
    const begun = [reserved, failed('payment-unavailable'), told(first)];
    expect(drive(begun).saga.step).toBe('undoing');
    expect(drive([...begun, told(second)]).saga).toEqual({ orderId, step: 'done', release: 'done', refund: 'done' });
  },
);

test('an event told twice, or one that nobody waits for, changes nothing', () => {
  const once = drive([reserved, captured]);
  const all = [reserved, reserved, captured, captured, failed('payment-timeout'), told('StockReleased'), reserved];
  expect(drive(all)).toEqual(once);
  expect(drive([captured, told('PaymentRefunded')])).toEqual({ saga: beginSaga(orderId), said: [], settled: 0 });
});

test('without stock nobody is asked for money', () => {
  const { saga, said, settled } = drive([told('InventoryFailed', { orderId, customer, reason: 'out-of-stock' })]);
  expect([saga.step, saga.refund, said, settled]).toEqual(['done', null, ['OrderRejected'], 1]);
});

test('without compensation nothing is asked back', () => {
  expect(drive([reserved, failed('payment-timeout')], false).said).toEqual(['PaymentRequested', 'OrderRejected']);
});

test('one that is cancelled is refused at once, and gives back what was asked for until then, however late that comes', () => {
  const begun = beginSaga(orderId);
  const early = cancelSaga(begun, customer, true);
  expect(early?.told.map(({ type }) => type)).toEqual(['OrderRejected', 'ReleaseRequested']);
  expect(advanceSaga(early?.saga ?? begun, reserved, true)).toBeNull();
  const paying = drive([reserved]).saga;
  const late = cancelSaga(paying, customer, true);
  expect(late?.told.map(({ type }) => type)).toEqual(['OrderRejected', 'ReleaseRequested', 'RefundRequested']);
  let saga = late?.saga ?? paying;
  expect(advanceSaga(saga, captured, true)).toBeNull();
  for (const event of [told('StockReleased'), told('PaymentRefunded')])
    saga = advanceSaga(saga, event, true)?.saga ?? saga;
  expect(saga).toEqual({ orderId, step: 'done', release: 'done', refund: 'done' });
});

test('what is decided, or being undone, cannot be cancelled', () => {
  for (const events of [
    [reserved, captured],
    [reserved, failed('payment-timeout')],
  ])
    expect(cancelSaga(drive(events).saga, customer, true)).toBeNull();
});
