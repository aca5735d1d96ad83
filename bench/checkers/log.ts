import type { FinalReads, LogPosition, LogRecord, StoredMessages } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { type Deliveries, deliveries, parkedBits, parkedBy } from './deliveries.ts';
import type { Findings } from './findings.ts';
import { judgeKeyOrder, parsePosition } from './key-order.ts';

/**
 * A consumer group passes no record by: what lies below its committed offset was applied or parked, nothing is left
 * unread, and the records of one order were applied in the order of the log. Source: the checker for logs of Jepsen,
 * where a record below the highest offset read that no one polled is lost.
 */
export const log = defineChecker(
  'log',
  'a committed offset is beyond the applied one, the order per key is inverted, or a record below it was never applied',
  ({ evidence, final, found }) => {
    if (!final.log) return { outcome: 'not-applicable', because: `There is no log in ${evidence.mode.name}.` };
    for (const position of final.log) judgeOffsets(position, found);
    if (!final.messages) return { outcome: 'unknown', because: 'Outboxes and inboxes were not read.' };
    const delivered = deliveries(final.messages);
    const counted = { partitions: final.log.length, applied: delivered.inboxRows, records: final.records?.length ?? 0 };
    if (delivered.inboxRows === 0) return { outcome: 'unknown', because: 'The inboxes are empty.', counted };
    judgeKeyOrder(final.messages, delivered.published, found);
    const doubt = final.records
      ? judgeRecords(final, final.log, final.records, delivered, found)
      : beyondApplied(final.log, final.messages);
    if (doubt) return { outcome: 'unknown', because: doubt, counted };
    return {
      looked: final.log.length,
      counted,
      because: `${final.log.length} group positions are at the end of their partitions, with everything below applied or parked.`,
    };
  },
);

const nameOf = ({ group, topic, partition }: LogPosition) => `${group}@${topic}/${partition}`;

function judgeOffsets(position: LogPosition, found: Findings): void {
  const { low, end, committed } = position;
  const next = committed ?? low;
  if (next > end) found.now(nameOf(position), `committed ${next}, beyond the end ${end}`);
  if (next < end) found.atRest(nameOf(position), `left ${end - next} records unread`);
}

/** Every record below a committed offset that its service consumes was applied or parked by it. */
function judgeRecords(
  final: FinalReads,
  positions: LogPosition[],
  records: LogRecord[],
  { roles, published, applied, consumersOf }: Deliveries,
  found: Findings,
): string | null {
  const parked = parkedBy(final.parked);
  const partitions = new Map<string, LogRecord[]>();
  for (const record of records) {
    const name = `${record.topic}/${record.partition}`;
    const earlier = partitions.get(name);
    if (earlier) earlier.push(record);
    else partitions.set(name, [record]);
  }
  let looked = 0;
  for (const position of positions) {
    const index = roles.indexOf(position.role);
    if (index < 0) continue;
    const bit = 1 << index;
    for (const { offset, messageId } of partitions.get(`${position.topic}/${position.partition}`) ?? []) {
      if (offset >= (position.committed ?? position.low) || messageId === null) continue;
      const entry = published.get(messageId);
      if (!entry || !(consumersOf(entry.type) & bit)) continue;
      looked++;
      if ((applied.get(messageId) ?? 0) & bit || parkedBits(messageId, parked, roles) & bit) continue;
      const says = `committed ${position.committed} without applying ${messageId} at ${offset}`;
      found.now(nameOf(position), says, entry.orderId);
    }
  }
  return looked === 0 ? 'No record of the log belongs to a message that the inboxes know.' : null;
}

/** Without the records: a repeated or parked record leaves no trace of its offset, so a gap proves nothing. */
function beyondApplied(positions: LogPosition[], messages: StoredMessages[]): string | null {
  const next = new Map<string, number>();
  for (const { role, inbox } of messages) {
    for (const { position } of inbox) {
      const at = parsePosition(position);
      if (!at) continue;
      const name = `${role}@${at.topic}/${at.partition}`;
      next.set(name, Math.max(next.get(name) ?? 0, at.offset + 1));
    }
  }
  const roles = new Set(messages.map(({ role }) => role));
  for (const position of positions) {
    if (!roles.has(position.role)) continue;
    const applied = next.get(`${position.role}@${position.topic}/${position.partition}`) ?? position.low;
    if ((position.committed ?? position.low) > applied) {
      return `${nameOf(position)} committed ${position.committed} and last applied ${applied - 1}; the records between were not read.`;
    }
  }
  return null;
}
