import type { StoredMessages } from '../record/history.ts';
import type { OutboxEntry } from './deliveries.ts';
import type { Findings } from './findings.ts';

export interface Position {
  topic: string;
  partition: number;
  offset: number;
}

/** `<topic>/<partition>/<offset>`; null for anything else, such as the name of a queue. */
export function parsePosition(text: string | null): Position | null {
  if (text === null) return null;
  const last = text.lastIndexOf('/');
  const middle = text.lastIndexOf('/', last - 1);
  if (middle <= 0) return null;
  const partition = Number(text.slice(middle + 1, last));
  const offset = Number(text.slice(last + 1));
  if (!Number.isInteger(partition) || !Number.isInteger(offset)) return null;
  return { topic: text.slice(0, middle), partition, offset };
}

/**
 * Records of one order in one topic stand in one partition and were applied in its order. Inboxes are in the order
 * of application.
 */
export function judgeKeyOrder(messages: StoredMessages[], published: Map<string, OutboxEntry>, found: Findings): void {
  for (const { service, inbox } of messages) {
    const topics = new Map<string, Map<string, string>>();
    for (const { messageId, position } of inbox) {
      const orderId = published.get(messageId)?.orderId;
      if (orderId === undefined || position === null) continue;
      const topic = position.slice(0, position.indexOf('/'));
      let last = topics.get(topic);
      if (!last) topics.set(topic, (last = new Map<string, string>()));
      const earlier = parsePosition(last.get(orderId) ?? null);
      last.set(orderId, position);
      const here = earlier && parsePosition(position);
      if (!here) continue;
      if (here.partition !== earlier.partition) {
        found.now(orderId, `stands in partitions ${earlier.partition} and ${here.partition} of ${topic}`);
      } else if (here.offset < earlier.offset) {
        found.now(orderId, `was applied by ${service} at ${here.offset} of ${topic} after ${earlier.offset}`);
      }
    }
  }
}
