import type { z } from 'zod';
import { parseJson, validate } from './decode.ts';
import { type QuickCheck, quickCheckOf } from './quick-check.ts';

/** A broker message to an event of today's shape. Throws a ProblemError when it is none. */
export function decodeEvent<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> {
  const value = upcast(parseJson(bytes));
  return quickCheckFor(schema)(value) ? (value as z.infer<Schema>) : validate(schema, value);
}

const quickChecks = new WeakMap<z.ZodType, QuickCheck>();

/** Made when the first event of its kind arrives. */
function quickCheckFor(schema: z.ZodType): QuickCheck {
  let check = quickChecks.get(schema);
  if (!check) quickChecks.set(schema, (check = quickCheckOf(schema)));
  return check;
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
