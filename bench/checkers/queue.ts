import { defineChecker } from './define-checker.ts';
import { deliveries, namesOf, parkedBits, parkedBy } from './deliveries.ts';

/**
 * What was published came out of the queue exactly as one of two things: applied, or parked. Compared as unique ids,
 * since a queue may deliver one message many times. Source: the total-queue checker of Jepsen.
 */
export const queue = defineChecker(
  'queue',
  'at the end ready + unacknowledged ≠ 0, or published ≠ applied + parked as unique ids',
  ({ evidence, final, found, pills }) => {
    if (!final.queues) return { outcome: 'not-applicable', because: `There are no queues in ${evidence.mode.name}.` };
    for (const { queue: name, ready, unacknowledged } of final.queues) {
      if (ready + unacknowledged === 0) continue;
      found.atRest(name, `still holds ${ready} ready and ${unacknowledged} unacknowledged messages`);
    }
    if (!final.messages) {
      return { outcome: 'unknown', because: 'The queues are empty, but outboxes and inboxes were not read.' };
    }
    const { roles, services, published, applied, consumersOf } = deliveries(final.messages);
    const counted = { queues: final.queues.length, published: published.size, applied: applied.size };
    if (applied.size === 0 || published.size === 0) {
      return { outcome: 'unknown', because: 'Outboxes or inboxes are empty, so nothing can be compared.', counted };
    }
    const parked = parkedBy(final.parked);
    for (const { messageId, type, orderId, sent } of published.values()) {
      const aside = parkedBits(messageId, parked, roles);
      const done = applied.get(messageId) ?? 0;
      const missing = consumersOf(type) & ~(done | aside);
      if (sent && missing) {
        found.atRest(
          messageId,
          `(${type}) was published and neither applied nor parked by ${namesOf(missing, services)}`,
          orderId,
        );
      }
      if (done & aside)
        found.atRest(messageId, `(${type}) was applied and parked by ${namesOf(done & aside, services)}`, orderId);
    }
    const pillIds = new Set(pills.map(({ key }) => key));
    const wasPublished = (messageId: string) => published.has(messageId) || pillIds.has(messageId);
    for (const messageId of applied.keys()) {
      if (!wasPublished(messageId)) found.atRest(messageId, 'was applied and never published');
    }
    for (const messageId of parked.keys()) {
      if (!wasPublished(messageId)) found.atRest(messageId, 'was parked and never published');
    }
    return {
      looked: Math.min(final.queues.length, published.size),
      counted: { ...counted, parked: parked.size },
      because: `${final.queues.length} queues are empty; every published message was applied or parked.`,
    };
  },
);
