import { expect, test } from 'vitest';
import { check, type Small, small, smallLog } from '../testing/small.ts';

const judged = (edit: (final: Small['final']) => void) => {
  const evidence = small();
  edit(evidence.final);
  return check('queue', evidence);
};
const park = (messageId: string) => ({
  messageId,
  orderId: null,
  role: 'inventory' as const,
  consumer: 'inventory',
  reason: 'crash',
  body: '',
});

test('Holds when the queues are empty and everything published was applied', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { queues: 1, published: 5 } });
});

test.each(['ready', 'unacknowledged'] as const)('A message left %s breaks it', (where) => {
  expect(judged(({ queues }) => queues![0]![where]++)).toMatchObject({ outcome: 'violated', offending: ['inventory'] });
});

test('A message that was published and not applied breaks it, unless it was parked', () => {
  const lost = (final: Small['final']) => final.messages![1]!.inbox.pop();
  expect(judged(lost)).toMatchObject({ outcome: 'violated', offending: ['m2'] });
  const parked = judged((final) => {
    lost(final);
    final.parked.push(park('m2'));
  });
  expect(parked.outcome).toBe('holds');
});

test('A message that is both applied and parked breaks it', () => {
  expect(judged(({ parked }) => parked.push(park('m1'))).outcome).toBe('violated');
});

test('A parked message that nobody published breaks it', () => {
  expect(judged(({ parked }) => parked.push(park('m99'))).outcome).toBe('violated');
});

test('Without outboxes there is nothing to compare', () => {
  const verdict = judged(({ messages }) => messages!.forEach((stored) => (stored.outbox = [])));
  expect(verdict.outcome).toBe('unknown');
});

test('Does not apply to a log', () => {
  expect(check('queue', smallLog()).outcome).toBe('not-applicable');
});
