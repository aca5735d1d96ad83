import type { Role, Running } from '../../../common/mode.ts';
import { asWritten, tablesOf } from '../../../common/store/inspector.ts';
import { type CallKind, calls, sendersIn } from '../../../common/workflow/message-table.ts';
import type { LiveOutcome } from '../../load/live/live-messages.ts';
import { nowUs } from '../../record/recorder.ts';
import type { LaneRun } from '../lanes/lane-run.ts';
import type { EventOf, Said } from '../protocol/events.ts';
import { TableNews } from './table-news.ts';

/** So many orders are followed anew at each look; all that is said of them is told. */
const NEW_ORDERS = 4;
const MOST_FOLLOWED = 1000;

/** Who takes part in a lane. */
type LoggedLane = Pick<LaneRun, 'mode' | 'services' | 'shape'>;
type Told = Pick<EventOf<'log'>, 'said' | 'omitted'>;
interface Sent {
  seq: number;
  messageId: string;
  type: string;
  orderId: string;
  sentAt: string | null;
}
interface Call {
  row: number;
  orderId: string;
  kind: CallKind;
  doneAt: string | null;
  parkedReason: string | null;
}

/**
 * The communication log of one lane, read from what its services write down anyway: outboxes, inboxes, stored calls. At high
 * rates it follows some orders whole, and counts what it leaves out.
 */
export class OrderLog {
  readonly #lane: LoggedLane;
  /** Orders whose every line is told, oldest first. */
  readonly #followed = new Set<string>();
  /** What the messages of those orders are. */
  readonly #messages = new Map<string, { type: string; orderId: string }>();
  #namespace = '';
  #news: TableNews | null = null;
  #tables: Map<Role, Set<string>> | null = null;
  #said: Said[] = [];
  #omitted = 0;
  #new = NEW_ORDERS;

  constructor(lane: LoggedLane) {
    this.#lane = lane;
  }

  /** From now on everything that is said of this order is told. */
  follow(orderId: string): void {
    this.#followed.add(orderId);
    for (const oldest of this.#followed) {
      if (this.#followed.size <= MOST_FOLLOWED) break;
      this.#followed.delete(oldest);
    }
  }

  /** What a customer was answered. */
  answered({ orderId, status, error, endedUs }: Pick<LiveOutcome, 'orderId' | 'status' | 'error' | 'endedUs'>): void {
    const atMs = Math.round(Date.now() - (nowUs() - endedUs) / 1000);
    const line = {
      atMs,
      from: 'client',
      to: 'orders',
      how: 'call',
      what: 'POST /orders',
      messageId: null,
      orderId,
    } as const;
    if (orderId === null ? this.#isTold() : this.#isFollowed(orderId))
      this.#say({ ...line, answer: String(status ?? error) });
  }

  /** What was said since the last look; null: nothing. */
  async read({ dataFolder, namespace }: Pick<Running, 'dataFolder' | 'namespace'>): Promise<Told | null> {
    this.#namespace = namespace;
    this.#news ??= new TableNews(dataFolder);
    this.#tables ??= await tablesIn(this.#lane, dataFolder);
    for (const role of sendersIn(this.#lane.shape)) if (this.#has(role, 'outbox')) await this.#readOutbox(role);
    if (this.#lane.mode.medium.kind !== 'calls') {
      for (const { role } of this.#lane.services) if (this.#has(role, 'inbox')) await this.#readInbox(role);
    }
    if (this.#has('orders', 'calls')) await this.#readCalls();
    const told = { said: this.#said.toSorted((a, b) => a.atMs - b.atMs), omitted: this.#omitted };
    this.#said = [];
    this.#omitted = 0;
    this.#new = NEW_ORDERS;
    return told.said.length === 0 && told.omitted === 0 ? null : told;
  }

  #has = (role: Role, table: string): boolean => this.#tables?.get(role)?.has(table) ?? false;

  #isFollowed(orderId: string): boolean {
    if (this.#followed.has(orderId)) return true;
    const told = this.#isTold();
    if (told) this.follow(orderId);
    return told;
  }

  /** Of what belongs to no order that is followed: a little at each look. */
  #isTold(): boolean {
    const told = this.#new > 0;
    if (told) this.#new -= 1;
    else this.#omitted += 1;
    return told;
  }

  async #readOutbox(role: Role): Promise<void> {
    const columns = 'seq, message_id AS "messageId", type, order_id AS "orderId", sent_at AS "sentAt"';
    const rows = await this.#rows<Sent>(role, 'outbox', 'seq', columns);
    for (const { seq, messageId, type, orderId, sentAt } of rows) {
      if (!this.#isFollowed(orderId)) continue;
      this.#messages.set(messageId, { type, orderId });
      if (sentAt === null) this.#news?.again(role, 'outbox', seq);
      else
        this.#say({
          atMs: Date.parse(sentAt),
          from: role,
          to: 'broker',
          how: 'published',
          what: type,
          messageId,
          orderId,
          answer: 'confirmed',
        });
    }
    for (const oldest of this.#messages.keys()) {
      if (this.#messages.size <= 8 * MOST_FOLLOWED) break;
      this.#messages.delete(oldest);
    }
  }

  async #readInbox(role: Role): Promise<void> {
    const columns = `${asWritten} AS "row", message_id AS "messageId", position, applied_at AS "appliedAt"`;
    type Row = { row: number; messageId: string; position: string | null; appliedAt: string };
    for (const { messageId, position, appliedAt } of await this.#rows<Row>(role, 'inbox', asWritten, columns)) {
      const message = this.#messages.get(messageId);
      if (!message) {
        this.#omitted += 1;
        continue;
      }
      const { type: what, orderId } = message;
      this.#say({
        atMs: Date.parse(appliedAt),
        from: 'broker',
        to: role,
        how: 'handled',
        what,
        messageId,
        orderId,
        answer: position?.replace(this.#namespace, '') ?? '',
      });
    }
  }

  async #readCalls(): Promise<void> {
    const columns = `${asWritten} AS "row", order_id AS "orderId", kind, done_at AS "doneAt", parked_reason AS "parkedReason"`;
    for (const { row, orderId, kind, doneAt, parkedReason } of await this.#rows<Call>(
      'orders',
      'calls',
      asWritten,
      columns,
    )) {
      if (!this.#isFollowed(orderId)) continue;
      const call = calls[kind];
      if (doneAt === null && parkedReason === null) this.#news?.again('orders', 'calls', row);
      else {
        const answer = parkedReason ?? 'answered';
        const atMs = doneAt === null ? Date.now() : Date.parse(doneAt);
        this.#say({
          atMs,
          from: call.from,
          to: call.to,
          how: 'call',
          what: `POST ${call.path}`,
          messageId: null,
          orderId,
          answer,
        });
      }
    }
  }

  async #rows<Row>(role: Role, table: string, order: string, columns: string): Promise<Row[]> {
    if (this.#news === null) return [];
    const { rows, omitted } = await this.#news.read<Row>(role, table, order, columns);
    this.#omitted += omitted;
    return rows;
  }

  #say(line: Said): void {
    this.#said.push(line);
  }
}

async function tablesIn({ services }: LoggedLane, dataFolder: string): Promise<Map<Role, Set<string>>> {
  const tables = new Map<Role, Set<string>>();
  for (const { role } of services) tables.set(role, await tablesOf(dataFolder, role));
  return tables;
}
