import { z } from 'zod';
import { EventId, EventTime, OrderId } from './primitives.ts';

/** Any event of this size must be taken by CloudEvents 1.0 (section "Size Limits"), and none of ours is half as large. */
export const MAX_EVENT_BYTES = 64 * 1024;

/** How another attribute of an event may be called, and what it may be, by CloudEvents 1.0 and its JSON format. */
const attributeName = /^[a-z0-9]{1,64}$/;
const attributeTypes = ['string', 'boolean', 'integer', 'null'];

/**
 * CloudEvents 1.0 attributes plus the correlation extensions. `id` names one event for ever, so that a second
 * delivery is recognised; `subject` is the order id and the message key; `causationid` is the id of the event
 * that led to this one; `traceparent` follows W3C Trace Context. Whatever else the specification allows may be there
 * and is read past; `data` is ours, and has no member that its type does not name.
 */
export function envelopeOf<Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z
    .object({
      specversion: z.literal('1.0'),
      id: EventId,
      source: z.string().min(1).max(256),
      type: z.literal(type),
      subject: OrderId,
      time: EventTime,
      datacontenttype: z
        .string()
        .max(128)
        .toLowerCase()
        .regex(/^application\/json(?:;[ -~]{1,100})?$/, 'expected application/json')
        .optional(),
      correlationid: z.string().min(1).max(256).optional(),
      causationid: z.string().min(1).max(256).optional(),
      traceparent: z
        .string()
        .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
        .optional(),
      data,
    })
    .meta({
      id: `${type}Event`,
      propertyNames: { pattern: attributeName.source },
      additionalProperties: { type: attributeTypes },
    });
}

/** The attributes every event has, whatever its data. */
export interface Envelope<Data = unknown> {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype?: string | undefined;
  correlationid?: string | undefined;
  causationid?: string | undefined;
  traceparent?: string | undefined;
  data: Data;
}

/** What is no attribute of a CloudEvent, in words; null: all of them may be there. `data` and its kind are not looked at. */
export function whyNoAttributes(event: object): string | null {
  for (const [name, value] of Object.entries(event)) {
    if (name === 'data') continue;
    if (!attributeName.test(name)) return 'an attribute has a name that CloudEvents does not allow';
    const type = value === null ? 'null' : Number.isSafeInteger(value) ? 'integer' : typeof value;
    if (!attributeTypes.includes(type)) return `${name} is neither text, whole number nor truth value`;
  }
  return null;
}
