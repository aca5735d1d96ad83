import { MAX_EVENT_BYTES } from '../contracts/envelope.ts';

/** So much of a message is kept when it is set aside: all of whatever could be an event. */
const MOST_PARKED_BYTES = MAX_EVENT_BYTES;
const MOST_REASON = 500;

/** What a parked message carries besides its bytes, whatever the medium, each with a description. */
export const parkedHeaders = {
  'x-reason': 'Why it was set aside.',
  'x-consumer': 'Who could not handle it: a queue or a consumer group.',
  'x-parked-at': 'When, ISO 8601 in UTC.',
  'x-cut-from': `How many bytes it had. Only there when it had more than the ${MOST_PARKED_BYTES / 1024} KiB that are kept: it cannot be redriven.`,
} as const;

type ParkedHeaders = Partial<Record<keyof typeof parkedHeaders, string>>;

/** The copy of a message that is set aside; `length` is how many bytes it came with, if `bytes` are fewer. */
export function parkedCopy(consumer: string, reason: string, bytes: Uint8Array, length = bytes.length) {
  const headers: ParkedHeaders = {
    'x-reason': atMost(MOST_REASON, reason),
    'x-consumer': consumer,
    'x-parked-at': new Date().toISOString(),
    ...(length > MOST_PARKED_BYTES && { 'x-cut-from': String(length) }),
  };
  const kept = bytes.subarray(0, MOST_PARKED_BYTES);
  return { headers, body: Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength) };
}

const atMost = (length: number, text: string): string => text.slice(0, length);

/** Why a parked copy cannot be delivered again, by its header `x-cut-from`, which anybody may have written; null: it can. */
export function whyNotRedriven(cutFrom: unknown): string | null {
  if (cutFrom === undefined) return null;
  const size = typeof cutFrom === 'string' && /^\d{1,16}$/.test(cutFrom) ? ` of ${cutFrom} bytes` : '';
  return `only its beginning was kept${size}`;
}

/** The order that a parked body tells of, if it does: it may be the beginning of an event, so it is not parsed. */
export const orderInParked = (body: string): string | null => /"subject":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? null;
