import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { PlaceOrder } from '../../common/contracts/orders.ts';
import type { Operation } from '../record/history.ts';
import type { Ending, Outcome } from './outcome.ts';

/**
 * An invoke line also tells the intended send time in nanoseconds of the host's monotonic clock, and by how many
 * microseconds the request left later.
 */
export interface InvokeLine extends Operation {
  intendedNs: number;
  sendDelayUs?: number;
}

const FLUSH_BYTES = 64 * 1024;

/**
 * Writes each attempt and its outcome as two lines of history.jsonl (see bench/record/history.ts), every invoke with exactly
 * one outcome. Lines stand in the order written; `t` of an invoke is its *intended* send time.
 */
export class KeptOperations {
  private readonly stream: WriteStream;
  private readonly trial: string;
  private lines: string[] = [];
  private size = 0;
  private i = 0;

  constructor(file: string, trial: string) {
    this.stream = createWriteStream(file);
    this.trial = trial;
    this.stream.on('error', () => {}); // told by close()
  }

  invoke(key: string, order: PlaceOrder, intendedNs: number, sendDelayUs: number): void {
    const late = Math.round(sendDelayUs);
    const line: InvokeLine = { ...this.line(key, 'invoke', intendedNs, order), intendedNs, sendDelayUs: late };
    this.write(line);
  }

  complete(key: string, ending: Ending, { type, error }: Outcome, atNs: number): void {
    const answer = ending.kind === 'answer' ? ending : null;
    const order = type === 'ok' && answer ? orderIn(answer.body) : null;
    const retryAfter = answer?.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter };
    const status = answer ? { status: answer.status, ...retryAfter } : {};
    if (order) this.write(this.line(key, 'ok', atNs, { ...status, ...order }));
    else if (type === 'ok') this.write(this.line(key, 'info', atNs, { ...status, error: 'the answer holds no order' }));
    else this.write(this.line(key, type, atNs, { ...status, error: error ?? 'unknown' }));
  }

  /** Resolves when all is on its way to the disk; rejects when the file could not be written. */
  async close(): Promise<void> {
    this.flush();
    this.stream.end();
    await finished(this.stream);
  }

  private line(key: string, type: Operation['type'], atNs: number, value: unknown): Operation {
    const t = Math.floor(atNs / 1000);
    return { i: this.i++, t, trial: this.trial, process: 'generator', f: 'place-order', type, key, value };
  }

  private write(operation: Operation): void {
    const line = `${JSON.stringify(operation)}\n`;
    this.lines.push(line);
    this.size += line.length;
    if (this.size >= FLUSH_BYTES) this.flush();
  }

  private flush(): void {
    if (this.size > 0) this.stream.write(this.lines.join(''));
    this.lines = [];
    this.size = 0;
  }
}

/** What an answer says about the order; null when it says nothing of the kind. */
export function orderIn(body: string): { orderId: string; orderStatus: string } | null {
  try {
    const { orderId, status } = JSON.parse(body) as Record<string, unknown>;
    return typeof orderId === 'string' && typeof status === 'string' ? { orderId, orderStatus: status } : null;
  } catch {
    return null;
  }
}
