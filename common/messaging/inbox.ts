import type { Protection } from '../base/protections.ts';
import type { Tx } from '../store/store.ts';

export const inboxSchema = `
  CREATE TABLE IF NOT EXISTS inbox (
    message_id TEXT PRIMARY KEY,
    position TEXT,
    answer TEXT,
    applied_at TEXT NOT NULL
  );`;

/** A message as a handler sees it. `position` says where it was read: a queue, or topic/partition/offset. */
export interface Message<Event> {
  event: Event;
  position: string;
}

export interface Inbox {
  /** The messages of a batch that were not applied before; they count as applied when this transaction commits. */
  unseen<Event extends { id: string }>(tx: Tx, batch: readonly Message<Event>[]): Promise<Message<Event>[]>;
  /** Runs `work` the first time; afterwards gives the answer that was stored with its effect. */
  once<Answer>(tx: Tx, key: string, work: () => Promise<Answer>): Promise<Answer>;
}

/** Remembers in the effect's own transaction what was applied, so that a second delivery has no second effect. */
export function createInbox(without: readonly Protection[], duplicate: () => void): Inbox {
  const off = without.includes('inbox');
  return {
    async unseen(tx, batch) {
      if (off) return [...batch];
      const fresh: (typeof batch)[number][] = [];
      const now = new Date().toISOString();
      for (const message of batch) {
        const inserted = await tx.run(
          'INSERT INTO inbox (message_id, position, applied_at) VALUES (?, ?, ?) ON CONFLICT (message_id) DO NOTHING',
          message.event.id,
          message.position,
          now,
        );
        if (inserted === 1) fresh.push(message);
        else tx.afterCommit(duplicate);
      }
      return fresh;
    },
    async once<Answer>(tx: Tx, key: string, work: () => Promise<Answer>) {
      if (off) return work();
      const earlier = await tx.get<{ answer: string }>('SELECT answer FROM inbox WHERE message_id = ?', key);
      if (earlier) {
        tx.afterCommit(duplicate);
        return JSON.parse(earlier.answer) as Answer;
      }
      const answer = await work();
      await tx.run(
        'INSERT INTO inbox (message_id, answer, applied_at) VALUES (?, ?, ?)',
        key,
        JSON.stringify(answer),
        new Date().toISOString(),
      );
      return answer;
    },
  };
}
