import type { ConsumeMessage } from 'amqplib';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';

/** What is kept of a delivery until it is acknowledged. */
export interface InHand {
  /** As an acknowledgement wants it. */
  fields: ConsumeMessage['fields'];
  messageId: string | undefined;
  replyTo: string | undefined;
  correlationId: string | undefined;
  /** The beginning, if there were more bytes than an event may have: enough to see that it is none, and to park it. */
  content: Buffer;
  /** How many bytes there were. */
  bytes: number;
}

/**
 * The broker counts what it sends ahead in messages, not in bytes: so no more is kept of each than an event can need, neither
 * a large body nor its headers.
 */
export function inHand({ fields, properties, content }: ConsumeMessage): InHand {
  const tooLarge = content.length > MAX_EVENT_BYTES;
  return {
    fields,
    messageId: shortText(properties.messageId),
    replyTo: shortText(properties.replyTo),
    correlationId: shortText(properties.correlationId),
    content: tooLarge ? Buffer.from(content.subarray(0, MAX_EVENT_BYTES + 1)) : content,
    bytes: content.length,
  };
}

const MOST_BYTES = 255;

/**
 * A text that fits where AMQP has room for 255 bytes. What came may have been no UTF-8: then it has grown in being decoded,
 * three bytes for each that could not be.
 */
export function shortText(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  let fitting = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    fitting += character;
  }
  return fitting;
}
