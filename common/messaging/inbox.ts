import type { Protection } from '../base/protections.ts';
import { isUuid } from '../contracts/primitives.ts';
import { insertInto } from '../store/many-rows.ts';
import type { ColumnValue, SqlValue, Tx } from '../store/store.ts';

export const inboxSchema = `
  CREATE TABLE IF NOT EXISTS inbox (
    {numbered}
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

/**
 * What an event is remembered under. A UUID tells it from all others; any other id does so among the events of one source
 * (CloudEvents 1.0, section "id").
 */
const keyOf = ({ id, source }: { id: string; source: string }): string =>
  isUuid(id) ? id : JSON.stringify([source, id]);

export interface Inbox {
  /** The messages of a batch that were not applied before, in their order; they count as applied when this transaction commits. */
  unseen<Event extends { id: string; source: string }>(
    tx: Tx,
    batch: readonly Message<Event>[],
  ): Promise<Message<Event>[]>;
  /** Runs `work` the first time; afterwards gives the answer that was stored with its effect. */
  once<Answer>(tx: Tx, key: string, work: () => Promise<Answer>): Promise<Answer>;
}

const noteOnce = insertInto(
  'inbox',
  { message_id: 'text', position: 'text', applied_at: 'text' },
  'ON CONFLICT (message_id) DO NOTHING',
);
const whichOnes = ' RETURNING message_id AS "id"';

/** Remembers in the effect's own transaction what was applied, so that a second delivery has no second effect. */
export function createInbox(without: readonly Protection[], duplicate: () => void): Inbox {
  const off = without.includes('inbox');
  return {
    async unseen(tx, batch) {
      if (off) return [...batch];
      const now = new Date().toISOString();
      const values: ColumnValue[] = [];
      for (const { event, position } of batch) values.push(keyOf(event), position, now);
      const fresh = new Set<SqlValue | undefined>();
      for (const { sql, params, rows } of noteOnce(tx, values)) {
        // Of one row its number tells as much, in two thirds of the time.
        if (rows > 1) for (const { id } of await tx.all<{ id: string }>(sql + whichOnes, ...params)) fresh.add(id);
        else if ((await tx.run(sql, ...params)) === 1) fresh.add(params[0]);
      }
      for (let seen = batch.length - fresh.size; seen > 0; seen--) tx.afterCommit(duplicate);
      return batch.filter(({ event }) => fresh.delete(keyOf(event))); // of two in one batch the first
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
