import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './config.ts';
import type { Tx } from './store.ts';

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

/** Lines not yet written; null while stamps are off, and then every function below ends at once. */
let waiting: string[] | null = null;

/**
 * Keeps stamps from now on, if the setting says so: written every second and when the process exits. Returns how to
 * write what is left and keep no more.
 */
export function openStamps(settings: Pick<Settings, 'LAB_STAMPS' | 'LAB_DATA_DIR'>, service: string): () => void {
  if (!settings.LAB_STAMPS) return () => {};
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
  };
}

/** Now, for stamps whose order is known only later; 0 while stamps are off. */
export const stampClock = (): number => (waiting === null ? 0 : Number(process.hrtime.bigint()));

export function stamp(orderId: string, moment: Moment, of: string, ns = stampClock()): void {
  waiting?.push(`${JSON.stringify({ orderId, moment, of, ns } satisfies Stamp)}\n`);
}

/** Stamps `committed` once this transaction is. */
export function stampCommit(tx: Tx, orderId: string, of: string): void {
  if (waiting !== null) tx.afterCommit(() => stamp(orderId, 'committed', of));
}

/** The same moment for a batch of events on their way out. */
export function stampRows(rows: readonly { orderId: string; type: string }[], moment: Moment): void {
  if (waiting === null) return;
  const ns = stampClock();
  for (const { orderId, type } of rows) stamp(orderId, moment, type, ns);
}

/** A batch of messages that was taken up at `ns`. */
export function stampReceived(messages: readonly { event: unknown }[], ns: number): void {
  if (waiting === null) return;
  for (const { event } of messages) {
    const { subject, type } = event as { subject: string; type: string };
    stamp(subject, 'received', type, ns);
  }
}

/** A call that arrived at `receivedNs` and is answered now; which order it was about, one of the two bodies tells. */
export function stampCall(path: string, receivedNs: number, request: unknown, answer: unknown): void {
  if (waiting === null) return;
  const orderId = orderIdIn(request) ?? orderIdIn(answer);
  if (orderId === null) return;
  stamp(orderId, 'received', path.slice(1), receivedNs);
  stamp(orderId, 'answered', path.slice(1));
}

function orderIdIn(body: unknown): string | null {
  const { orderId, data } = (body ?? {}) as { orderId?: unknown; data?: { orderId?: unknown } };
  const found = orderId ?? data?.orderId;
  return typeof found === 'string' ? found : null;
}
