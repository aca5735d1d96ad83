import { decode } from './decode.ts';
import { PlaceOrder } from './orders.ts';
import { ProblemError } from './problems.ts';

/** An order that came through the broker, and where its outcome is to go. Events have members of the same names. */
export interface OrderRequest {
  type: 'OrderRequested';
  /** By which a second delivery is recognised. */
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

/** `orderId`: what the order is to be called. Throws a ProblemError when it is no order, or nobody could be told what became of it. */
export function decodeOrderRequest(
  orderId: string,
  bytes: Uint8Array,
  { id, replyTo, correlationId }: Partial<Record<'id' | 'replyTo' | 'correlationId', unknown>>,
  mayReply: (to: string) => boolean,
): OrderRequest {
  for (const [name, value] of Object.entries({
    'message id': id,
    'reply-to': replyTo,
    'correlation id': correlationId,
  })) {
    if (!isName(value)) throw new ProblemError('invalid-request', `The ${name} is missing, or is none.`);
  }
  if (!mayReply(replyTo as string)) throw new ProblemError('invalid-request', 'Nothing may be replied to that place.');
  return {
    type: 'OrderRequested',
    id: id as string,
    source: 'order-requests',
    subject: orderId,
    body: decode(PlaceOrder, bytes),
    replyTo: replyTo as string,
    correlationId: correlationId as string,
  };
}
