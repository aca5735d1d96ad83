import { z } from 'zod';
import { OrderId, Timestamp } from './primitives.ts';

/**
 * CloudEvents 1.0 attributes plus the correlation extensions. `id` names one event for ever, so that a second
 * delivery is recognised; `subject` is the order id and the message key; `causationid` is the id of the event
 * that led to this one; `traceparent` follows W3C Trace Context. Unknown attributes are refused.
 */
export function envelopeOf<Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z
    .strictObject({
      specversion: z.literal('1.0'),
      id: z.uuid(),
      source: z.string().min(1).max(128),
      type: z.literal(type),
      subject: OrderId,
      time: Timestamp,
      datacontenttype: z.literal('application/json'),
      correlationid: z.string().min(1).max(255),
      causationid: z.string().min(1).max(255).optional(),
      traceparent: z
        .string()
        .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
        .optional(),
      data,
    })
    .meta({ id: `${type}Event` });
}

/** The attributes every event has, whatever its data. */
export interface Envelope<Data = unknown> {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  correlationid: string;
  causationid?: string | undefined;
  traceparent?: string | undefined;
  data: Data;
}
