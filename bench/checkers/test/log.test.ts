import { expect, test } from 'vitest';
import { check, type Small, small, smallLog } from '../testing/small.ts';

const judged = (edit: (final: Small['final']) => void) => {
  const evidence = smallLog();
  edit(evidence.final);
  return check('log', evidence);
};

test('Holds when everything below the committed offsets was applied', () => {
  expect(judged(() => {})).toMatchObject({ outcome: 'holds', counted: { partitions: 3, records: 4 } });
});

test('A commit beyond the end and records left unread break it', () => {
  expect(judged(({ log }) => (log![0]!.committed = 3)).outcome).toBe('violated');
  expect(judged(({ log }) => (log![0]!.committed = 1)).outcome).toBe('violated');
});

test('A committed record that was not applied breaks it', () => {
  const verdict = judged(({ messages }) => messages![1]!.inbox.pop());
  expect(verdict).toMatchObject({ outcome: 'violated', because: expect.stringContaining('without applying m2 at 1') });
});

test('A committed record that was parked was not passed by', () => {
  const verdict = judged((final) => {
    final.messages![1]!.inbox.pop();
    final.parked.push({
      messageId: 'm2',
      orderId: 'o2',
      role: 'inventory',
      consumer: 'lab.inventory-service',
      reason: 'crash',
      body: '',
    });
  });
  expect(verdict.outcome).toBe('holds');
});

test('A repeated record at the end of the log is right', () => {
  const verdict = judged(({ log, records }) => {
    records!.push({ topic: 'orders', partition: 0, offset: 2, messageId: 'm2' });
    Object.assign(log![0]!, { end: 3, committed: 3 });
  });
  expect(verdict.outcome).toBe('holds');
});

test('Records of one order that were applied in the wrong order break it', () => {
  const verdict = judged(({ messages }) => {
    messages![0]!.outbox[1]!.orderId = 'o1';
    messages![1]!.inbox.reverse();
  });
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('Without the records, a commit beyond the last applied one is unknown', () => {
  const withoutRecords = (offset: number) =>
    judged((final) => {
      final.records = null;
      Object.assign(final.log![0]!, { end: offset, committed: offset });
    });
  expect(withoutRecords(2).outcome).toBe('holds');
  expect(withoutRecords(3).outcome).toBe('unknown');
});

test('Does not apply to queues', () => {
  expect(check('log', small()).outcome).toBe('not-applicable');
});
