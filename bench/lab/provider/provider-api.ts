import { z } from 'zod';

/** What the payment service asks: to take money from a card for one order. */
export const ChargeRequest = z.strictObject({
  orderId: z.string().min(1).max(64),
  amountMinor: z.int().min(0),
  currency: z.string().min(1).max(3),
  card: z.string().min(1).max(64),
});

/** Or to give back all of it, now or when the charge comes later. */
export const RefundRequest = z.strictObject({ orderId: z.string().min(1).max(64) });

const share = z.number().min(0).max(1).default(0);

/** What the provider does from now on; what is left out goes well. Shares are of calls, drawn by the seed. */
export const ProviderFaults = z.strictObject({
  /** How long money takes to move, in milliseconds: as constant as its machine lets it be. */
  delayMs: z.int().min(0).max(60_000).default(0),
  /** Cards that are declined. */
  declines: z.array(z.string()).default([]),
  /** The share of all cards that is declined, always the same ones. */
  declined: share,
  /** Answered 503, and nothing happened. */
  errors: share,
  /** Answered 503, after the money moved. */
  errorsAfter: share,
  /** Never answered, and nothing happens. */
  silent: share,
  /** Never answered, after the money moved. */
  lost: share,
  /** The same for refunds alone: answered 503. */
  refundErrors: share,
});
export type ProviderFaults = z.infer<typeof ProviderFaults>;

/** What somebody adds to that under a name, in the place of what he added before; null: he takes it away. */
export const AddedFaults = z.strictObject({ by: z.string().min(1).max(64), faults: ProviderFaults.nullable() });

/** How often what was added has struck, by name. */
export const FaultHits = z.record(z.string(), z.int());
export type FaultHits = z.infer<typeof FaultHits>;

/** One movement of money. */
const LedgerEntry = z.strictObject({
  orderId: z.string(),
  kind: z.enum(['capture', 'refund']),
  amountMinor: z.int(),
  currency: z.string(),
});

/** Its own ledger, in the order in which money moved, and what it was asked. */
export const ProviderBooks = z.strictObject({
  entries: z.array(LedgerEntry),
  charges: z.int(),
  refunds: z.int(),
  lost: z.int(),
});
export type ProviderBooks = z.infer<typeof ProviderBooks>;

/** How often money moved, and how much in all: what a watcher looks at again and again. */
const Moved = z.strictObject({ times: z.int(), minor: z.int() });
export const ProviderTotals = z.strictObject({ captured: Moved, refunded: Moved, declined: z.int() });
export type ProviderTotals = z.infer<typeof ProviderTotals>;
