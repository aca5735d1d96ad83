import type { JudgedMode } from '../record/history.ts';
import { defineChecker, type NotLooked } from './define-checker.ts';
import { deliveries, movesOrders, namesOf, parkedBits, parkedBy } from './deliveries.ts';

/**
 * Each message takes effect once at each of its consumers, and none takes effect that nobody sent. Source: the
 * transactional outbox and the idempotent receiver (inbox), whose rows commit with the effects they stand for.
 */
export const inbox = defineChecker(
  'inbox',
  'a message id was applied other than once by a consumer, or applied with no outbox row behind it',
  ({ evidence, final, found, pills }) => {
    if (!final.messages) return noInboxes(evidence.mode);
    const { roles, services, published, applied, repeated, inboxRows, consumersOf } = deliveries(final.messages);
    const counted = { published: published.size, applied: inboxRows };
    if (inboxRows === 0 || published.size === 0) {
      return {
        outcome: 'unknown',
        because: 'Outboxes or inboxes are empty, so nothing tells what was applied.',
        counted,
      };
    }
    const parked = parkedBy(final.parked);
    const pillIds = new Set(pills.map(({ key }) => key));
    for (const { service, messageId } of repeated) {
      found.now(messageId, `was applied more than once by ${service}`, published.get(messageId)?.orderId ?? messageId);
    }
    for (const messageId of applied.keys()) {
      if (published.has(messageId) || pillIds.has(messageId)) continue;
      found.atRest(messageId, 'was applied and is in no outbox');
    }
    for (const { messageId, type, orderId } of published.values()) {
      const consumers = consumersOf(type);
      if (consumers === 0 && movesOrders(type)) found.atRest(messageId, `(${type}) was applied by nobody`, orderId);
      const done = (applied.get(messageId) ?? 0) | parkedBits(messageId, parked, roles);
      const missing = consumers & ~done;
      if (missing) found.atRest(messageId, `(${type}) was not applied by ${namesOf(missing, services)}`, orderId);
    }
    return {
      looked: inboxRows,
      counted,
      because: `${inboxRows} applications of ${published.size} published messages, each once per consumer.`,
    };
  },
);

function noInboxes({ medium }: JudgedMode): NotLooked {
  const because =
    medium.kind === 'calls'
      ? 'Calls leave no messages; a repeated call is judged by reservation and notification.'
      : 'Outboxes and inboxes were not read.';
  return { outcome: 'not-applicable', because };
}
