import { expect, test } from 'vitest';
import { judgedMode } from '../testing/judged-modes.ts';
import { check, type Small, small, withPill } from '../testing/small.ts';

type Stored = NonNullable<Small['final']['messages']>[number];

const judged = (edit: (orders: Stored, inventory: Stored, notifications: Stored) => void, evidence = small()) => {
  const [orders, inventory, notifications] = evidence.final.messages as [Stored, Stored, Stored];
  edit(orders, inventory, notifications);
  return check('inbox', evidence);
};

test('Holds when each consumer applied each of its messages once', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { published: 5, applied: 6 } });
});

test('A message applied twice breaks it', () => {
  expect(judged((_, { inbox }) => inbox.push(inbox[0]!))).toMatchObject({ outcome: 'violated', offending: ['m1'] });
});

test('An outcome that one of its two consumers did not apply breaks it', () => {
  expect(judged((_, __, { inbox }) => inbox.pop())).toMatchObject({ outcome: 'violated', offending: ['m4'] });
});

test('A message of no outbox breaks it, unless it is a redriven pill', () => {
  const stranger = { messageId: 'pill-1', position: 'queue' };
  expect(judged((_, { inbox }) => inbox.push(stranger))).toMatchObject({ outcome: 'violated', offending: ['pill-1'] });
  expect(judged((_, { inbox }) => inbox.push(stranger), withPill()).outcome).toBe('holds');
});

test('Empty inboxes say nothing', () => {
  const empty = judged((...services) => services.forEach((service) => (service.inbox = [])));
  expect(empty.outcome).toBe('unknown');
});

test('Does not apply where no inboxes are read', () => {
  const evidence = small();
  evidence.mode = judgedMode('calls');
  evidence.final.messages = null;
  expect(check('inbox', evidence).outcome).toBe('not-applicable');
});
