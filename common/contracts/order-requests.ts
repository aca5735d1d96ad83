import { createHash } from 'node:crypto';
import { decode } from './decode.ts';
import { PlaceOrder } from './orders.ts';
import { ProblemError } from './problems.ts';

/** An order that came through the broker, and where its outcome is to go. Events have members of the same names. */
export interface OrderRequest {
  type: 'OrderRequested';
  /**
   * By which a second delivery is recognised: SHA-256 of message id, place of the reply and body. Two clients may choose the same
   * message id, or that of an event; it is no UUID, so no event has it.
   */
  id: string;
  source: string;
  /** The id of the order, if one is made of it. */
  subject: string;
  body: PlaceOrder;
  replyTo: string;
  correlationId: string;
}

/** 1 to 255 visible ASCII characters. */
const isName = (text: unknown): text is string => typeof text === 'string' && /^[\x21-\x7e]{1,255}$/.test(text);

/**
 * `orderId`: what the order is to be called. `placeOf`: a place to reply to, by the name that it keeps when its client connects
 * again; null: nothing may be replied there. Throws a ProblemError when it is no order, or nobody could be told what became of it.
 */
export function decodeOrderRequest(
  orderId: string,
  bytes: Uint8Array,
  { id, replyTo, correlationId }: Partial<Record<'id' | 'replyTo' | 'correlationId', unknown>>,
  placeOf: (to: string) => string | null,
): OrderRequest {
  for (const [name, value] of Object.entries({
    'message id': id,
    'reply-to': replyTo,
    'correlation id': correlationId,
  })) {
    if (!isName(value)) throw new ProblemError('invalid-request', `The ${name} is missing, or is none.`);
  }
  const place = placeOf(replyTo as string);
  if (place === null) throw new ProblemError('invalid-request', 'Nothing may be replied to that place.');
  const body = decode(PlaceOrder, bytes);
  return {
    type: 'OrderRequested',
    id: createHash('sha256')
      .update(JSON.stringify([id, place, body]))
      .digest('hex'),
    source: 'order-requests',
    subject: orderId,
    body,
    replyTo: replyTo as string,
    correlationId: correlationId as string,
  };
}
