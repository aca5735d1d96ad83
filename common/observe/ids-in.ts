import { isUuid } from '../contracts/primitives.ts';

/** What a line of the log tells so that all lines about one order, or about one message, can be found. */
export interface Ids {
  orderId?: string;
  correlationId?: string;
  messageId?: string;
}

/**
 * The ids of a broker's message whose bytes may be anything: those that are ids as we give them. What a stranger wrote
 * in their place, a person's address perhaps, is not for the log. `messageId` is what the broker was told, if anything.
 */
export function idsIn(bytes: Uint8Array | null, messageId?: unknown): Ids {
  return { ...idsInBody(bytes), ...named('messageId', messageId) };
}

function idsInBody(bytes: Uint8Array | null): Ids {
  try {
    const { subject, id, correlationid } = JSON.parse(Buffer.from(bytes ?? []).toString()) as Record<string, unknown>;
    return { ...named('orderId', subject), ...named('correlationId', correlationid), ...named('messageId', id) };
  } catch {
    return {};
  }
}

const named = (name: keyof Ids, value: unknown): Ids =>
  typeof value === 'string' && isUuid(value) ? { [name]: value } : {};

/** REST mode: a call is told from others by its kind and its order, as in the inbox of the other side. */
export const idsOfCall = (orderId: string, kind: string): Required<Ids> => ({
  orderId,
  correlationId: orderId,
  messageId: `${kind}:${orderId}`,
});

/** The order that a body tells of, if it does. */
export function orderIdIn(body: unknown): string | null {
  const { orderId, data } = (body ?? {}) as { orderId?: unknown; data?: { orderId?: unknown } };
  const found = orderId ?? data?.orderId;
  return typeof found === 'string' ? found : null;
}

const orders = new WeakMap<object, string>();

/** Notes on an error which order it concerns, for whoever logs it; returns the error. */
export function concerning(error: unknown, orderId: string | null): unknown {
  if (typeof error === 'object' && error !== null && orderId !== null) orders.set(error, orderId);
  return error;
}

/** The order an error was noted to concern, as fields of a line. */
export function idsOfError(error: unknown): Ids {
  const orderId = typeof error === 'object' && error !== null ? orders.get(error) : undefined;
  return orderId === undefined ? {} : { orderId, correlationId: orderId };
}
