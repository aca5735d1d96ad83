/**
 * The safeguards of the lab, each a named switch that is on by default. Switching one off must make
 * a check fail under the matching fault; that is how the lab shows what it is worth.
 */
export const protections = {
  outbox: 'events are stored with the state they tell of, and published from there',
  inbox: 'an order or message that was applied before has no second effect',
  confirms: 'a publish counts only when the broker has confirmed it (publisher confirms, acks=all)',
  'manual-ack': 'a message is acknowledged, or its offset committed, only after its effect is committed',
  timeouts: 'every call and confirm has a deadline',
  retries: 'a call that failed is tried again within its deadline',
  breaker: 'a dependency that keeps failing is not called for a while',
  'idempotency-key': 'a repeated POST with the same key is answered with the first outcome',
  compensation: 'what an order took and must not keep, stock or money, is given back until that is acknowledged',
  'own-ack': 'a message that takes time is handled and acknowledged by itself, and does not wait for its whole batch',
  'fair-prefetch': 'a consumer holds no more messages than keep its hands at work: the others are for the next one',
  heartbeats: 'a consumer goes on telling its broker that it lives, however long one message takes',
  'dead-letter': 'a message that cannot be handled is parked with its reason instead of blocking the others',
} as const;

export type Protection = keyof typeof protections;

export const protectionNames = Object.keys(protections) as [Protection, ...Protection[]];
