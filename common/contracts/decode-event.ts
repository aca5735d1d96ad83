import type { z } from 'zod';
import { parseJson, validate } from './decode.ts';
import { MAX_EVENT_BYTES, whyNoAttributes } from './envelope.ts';
import { whyContradictory } from './events.ts';
import type { LabEvent } from './payments.ts';
import { ProblemError } from './problems.ts';
import { quickCheckFor } from './quick-check.ts';

/**
 * A broker message to an event of today's shape, its ids and its time in their one form. Throws a ProblemError when it is
 * none, or contradicts itself. How large it is is looked at before anything is decoded.
 */
export function decodeEvent<Event extends LabEvent>(schema: z.ZodType<Event>, bytes: Uint8Array): Event {
  if (bytes.length > MAX_EVENT_BYTES) {
    throw new ProblemError('body-too-large', `The event has more than ${MAX_EVENT_BYTES / 1024} KiB.`);
  }
  const value = upcast(parseJson(bytes));
  const event = quickCheckFor(schema)(value) ? (value as Event) : validate(schema, asEvent(value));
  const contradiction = whyContradictory(event);
  if (contradiction !== null) throw new ProblemError('invalid-request', contradiction);
  return event;
}

/**
 * What the JSON format of CloudEvents lets others write in another way: an attribute that is null is one that is not there,
 * and data may come as the base64 of its bytes. Throws for what is no attribute.
 */
function asEvent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { data_base64: encoded, ...event } = value as Record<string, unknown>;
  const problem = whyNoAttributes(event);
  if (problem !== null) throw new ProblemError('invalid-request', problem);
  if (typeof encoded === 'string') event['data'] ??= parseJson(Buffer.from(encoded, 'base64'));
  return Object.fromEntries(Object.entries(event).filter(([, attribute]) => attribute !== null));
}

/**
 * A log keeps what was written long ago. `OrderPlaced` once had the customer flat in its data:
 * `{ orderId, customerName, customerEmail, items }`. Such an event becomes one of today's shape.
 */
function upcast(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { type, data } = value as { type?: unknown; data?: unknown };
  if (type !== 'OrderPlaced' || typeof data !== 'object' || data === null || !('customerEmail' in data)) return value;
  const { customerName, customerEmail, ...rest } = data as Record<string, unknown>;
  return { ...value, data: { ...rest, customer: { name: customerName, email: customerEmail } } };
}
