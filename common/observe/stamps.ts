import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../base/config.ts';
import { orderIdIn } from './ids-in.ts';
import type { Log } from './log.ts';

/**
 * A moment in the life of one order inside one service:
 *
 *   received ▸ decided ▸ committed ▸ handed-over ▸ confirmed
 *                                └─▸ answered
 *
 * `received`: the request or message is taken up; `handed-over`: publishing or calling begins; `confirmed`: the broker's
 * confirm or the call's answer came.
 */
export type Moment = 'received' | 'decided' | 'committed' | 'handed-over' | 'confirmed' | 'answered';

/** One line of `<LAB_DATA_DIR>/<service>.stamps.jsonl`. */
export interface Stamp {
  orderId: string;
  moment: Moment;
  /** What it happened to: an event's type, or the path of a call without its slash. */
  of: string;
  /** Nanoseconds of the monotonic clock that all processes of this host share. */
  ns: number;
}

const FLUSH_EVERY_MS = 1000;

/** Lines not yet written; null while stamps are off. */
let waiting: string[] | null = null;
/** Where each moment is told as well; null unless the log is at level debug. */
let told: Pick<Log, 'debug'> | null = null;
/** Neither: then every function below ends at once. */
let off = true;

/**
 * Keeps stamps from now on, if the setting says so: written every second and when the process exits. A log at level debug
 * tells of each moment too. Returns how to write what is left and keep no more.
 */
export function openStamps(
  settings: Pick<Settings, 'LAB_STAMPS' | 'LAB_DATA_DIR'>,
  service: string,
  log: Pick<Log, 'isLevelEnabled' | 'debug'>,
): () => void {
  told = log.isLevelEnabled('debug') ? log : null;
  off = told === null && !settings.LAB_STAMPS;
  const silence = () => {
    told = null;
    off = true;
  };
  if (!settings.LAB_STAMPS) return silence;
  waiting = [];
  const file = join(settings.LAB_DATA_DIR, `${service}.stamps.jsonl`);
  const flush = () => {
    const lines = waiting?.splice(0) ?? [];
    if (lines.length > 0) appendFileSync(file, lines.join(''), { mode: 0o600 });
  };
  const timer = setInterval(flush, FLUSH_EVERY_MS).unref();
  process.once('exit', flush);
  return () => {
    flush();
    clearInterval(timer);
    process.off('exit', flush);
    waiting = null;
    silence();
  };
}

/** What an event is called, for the log: its own id, and what it belongs to besides its order. */
interface EventIds {
  messageId?: string | undefined;
  correlationId?: string | undefined;
}

/** Whatever commits. */
interface Transaction {
  afterCommit(then: () => void): void;
}

/** Now, for stamps whose order is known only later; 0 while stamps are off. */
export const stampClock = (): number => (off ? 0 : Number(process.hrtime.bigint()));

export function stamp(orderId: string, moment: Moment, of: string, ns = stampClock(), ids: EventIds = {}): void {
  if (off) return;
  const { messageId, correlationId = orderId } = ids;
  told?.debug({ orderId, correlationId, messageId }, `${of} ${moment}`);
  waiting?.push(`${JSON.stringify({ orderId, moment, of, ns } satisfies Stamp)}\n`);
}

/** Stamps `committed` once this transaction is. */
export function stampCommit(tx: Transaction, orderId: string, of: string, ids: EventIds = {}): void {
  if (!off) tx.afterCommit(() => stamp(orderId, 'committed', of, stampClock(), ids));
}

/** The same moment for a batch of events on their way out. */
export function stampRows(rows: readonly { orderId: string; type: string; messageId: string }[], moment: Moment): void {
  if (off) return;
  const ns = stampClock();
  for (const { orderId, type, messageId } of rows) stamp(orderId, moment, type, ns, { messageId });
}

/** A batch of messages that was taken up at `ns`. */
export function stampReceived(messages: readonly { event: unknown }[], ns: number): void {
  if (off) return;
  for (const { event } of messages) {
    const { subject, type, id, correlationid } = event as Record<'subject' | 'type' | 'id' | 'correlationid', string>;
    stamp(subject, 'received', type, ns, { messageId: id, correlationId: correlationid });
  }
}

/** A call that arrived at `receivedNs` and is answered now; which order it was about, one of the two bodies tells. */
export function stampCall(path: string, receivedNs: number, request: unknown, answer: unknown): void {
  if (off) return;
  const orderId = orderIdIn(request) ?? orderIdIn(answer);
  if (orderId === null) return;
  stamp(orderId, 'received', path.slice(1), receivedNs);
  stamp(orderId, 'answered', path.slice(1));
}
