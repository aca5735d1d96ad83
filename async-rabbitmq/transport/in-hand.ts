import type { ConsumeMessage, MessageProperties } from 'amqplib';
import { MAX_EVENT_BYTES } from '../../common/contracts/envelope.ts';

/** The properties that a message keeps on its way to a dead-letter queue and back. Absent: it came without, or with none that can be sent. */
interface Kept {
  messageId?: string;
  replyTo?: string;
  correlationId?: string;
}

/** What is kept of a delivery until it is acknowledged. */
export interface InHand {
  /** As an acknowledgement wants it. */
  fields: ConsumeMessage['fields'];
  properties: Kept;
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
    properties: kept(properties),
    content: tooLarge ? Buffer.from(content.subarray(0, MAX_EVENT_BYTES + 1)) : content,
    bytes: content.length,
  };
}

/** Asks for replies on the channel itself. Where nobody reads them, the broker closes the channel of whoever publishes under this name. */
export const directReplyTo = 'amq.rabbitmq.reply-to';

/** Of what came with a message, or lies with a dead letter. */
export function kept(properties: MessageProperties): Kept {
  const [messageId, replyTo, correlationId] = [properties.messageId, properties.replyTo, properties.correlationId].map(
    shortText,
  );
  return {
    ...(messageId !== undefined && { messageId }),
    ...(replyTo !== undefined && replyTo !== directReplyTo && { replyTo }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

const MOST_BYTES = 255;

/**
 * A text that fits where AMQP has room for 255 bytes. What came may have been no UTF-8: then it has grown in being decoded,
 * three bytes for each that could not be.
 */
function shortText(text: unknown): string | undefined {
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
