import { expect, test } from 'vitest';
import { DomainEvent, type EventType } from '../contracts/events.ts';
import {
  acting,
  calls,
  callsOnTheWay,
  events,
  eventsOnTheWay,
  eventTypes,
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
  expect(acting.flatMap(sentBy).toSorted()).toEqual(eventTypes.toSorted());
});
