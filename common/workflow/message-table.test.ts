import { expect, test } from 'vitest';
import { accessOf } from '../contracts/access.ts';
import { DomainEvent, type EventType } from '../contracts/events.ts';
import {
  acting,
  calls,
  callsOnTheWay,
  confirmingIn,
  events,
  eventsIn,
  eventsOnTheWay,
  eventTypes,
  eventTypesIn,
  receivedBy,
  sentBy,
} from './message-table.ts';

const rows = Object.entries(events) as [
  EventType,
  { from: string; to: readonly string[]; answeredBy: readonly EventType[] },
][];

test('the table holds every event there is a contract of', () => {
  expect(eventTypes).toEqual(DomainEvent.options.map(({ shape }) => shape.type.value));
});

test.each(rows)('%s is answered by somebody it was sent to', (_, { from, to, answeredBy }) => {
  for (const answer of answeredBy) expect(to).toContain(events[answer].from);
  expect(to).not.toContain(from);
  expect(answeredBy.length > 0).toBe(to.length > 0);
});

test.each(Object.entries(calls))('the call %s goes to somebody who acts on the event in its place', (_, call) => {
  for (const type of call.carries) expect(events[type].to).toContain(call.to);
});

test('what undoes a call goes to where the call went', () => {
  for (const { undoneBy, from, to } of Object.values(calls)) {
    if (undoneBy) expect(calls[undoneBy]).toMatchObject({ from, to, undoneBy: null });
  }
});

test('calls and events make the same way: each is answered before the next follows, until nobody is left to act', () => {
  expect(eventsOnTheWay()).toEqual([['OrderPlaced'], ['InventoryReserved', 'InventoryFailed'], ['NotificationSent']]);
  expect(callsOnTheWay()).toEqual(['reserve', 'send']);
  const carried = callsOnTheWay().map((kind) => calls[kind].carries);
  expect(carried).toEqual(eventsOnTheWay().slice(0, carried.length));
});

test('whoever counts orders reads every event and sends none', () => {
  expect(receivedBy('analytics')).toEqual(eventTypes);
  expect(sentBy('analytics')).toEqual([]);
  expect(acting.flatMap((role) => sentBy(role)).toSorted()).toEqual(eventTypes.toSorted());
});

const paidShapes = ['orchestrated', 'choreographed'] as const;

test.each(paidShapes)('%s: every event is sent by whoever acted on what it answers', (shape) => {
  const table = eventsIn(shape);
  for (const type of eventTypesIn(shape)) {
    for (const answer of table[type]?.answeredBy ?? []) expect(table[type]?.to, type).toContain(table[answer]?.from);
  }
});

test.each(paidShapes)('%s: what takes stock or money is undone by an event that reaches whoever took it', (shape) => {
  const table = eventsIn(shape);
  const undone = eventTypesIn(shape).flatMap((type) => {
    const { undoneBy, to = [] } = table[type] ?? {};
    return undoneBy ? [{ type, undoneBy, to }] : [];
  });
  expect(undone.length).toBeGreaterThan(0);
  for (const { undoneBy, to, type } of undone) {
    const takers = shape === 'orchestrated' ? to : ['inventory'];
    for (const taker of takers) expect(table[undoneBy]?.to, type).toContain(taker);
  }
});

test('what confirms an order is another event in each shape', () => {
  expect(confirmingIn('off')).toEqual(['InventoryReserved']);
  expect(confirmingIn('orchestrated')).toEqual(['OrderConfirmed']);
  expect(confirmingIn('choreographed')).toEqual(['PaymentCaptured']);
});

test.each(['off', ...paidShapes] as const)(
  '%s: the customer is told of what is decided for good, and of nothing else',
  (shape) => {
    const table = eventsIn(shape);
    for (const type of eventTypesIn(shape)) {
      expect(table[type]?.decides !== undefined, type).toBe(table[type]?.answeredBy.includes('NotificationSent'));
    }
  },
);

test('the payment service takes part only where orders are paid', () => {
  expect([receivedBy('payments'), sentBy('payments')]).toEqual([[], []]);
  expect(callsOnTheWay('orchestrated')).toEqual(['reserve', 'pay', 'send']);
  for (const shape of paidShapes) expect(receivedBy('payments', shape).length, shape).toBeGreaterThan(0);
});

test('the route of each call is for services alone where tokens are asked for', () => {
  for (const { path } of Object.values(calls)) expect([path, accessOf('POST', path)]).toEqual([path, 'service']);
});
