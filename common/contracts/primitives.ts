import { z } from 'zod';

/** Shared building blocks of every contract. Every string is bounded, money is an integer of minor units. */
export const OrderId = z.uuid();
export const Sku = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'expected 1 to 64 visible ASCII characters');
export const Quantity = z.int().min(1).max(1000);
export const StockLevel = z.int().min(0).max(1_000_000_000);
export const Minor = z.int().min(0);
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code');
export const Timestamp = z.iso.datetime().max(32);
export const Text = z.string().min(1).max(256);

/** How long a page may be, and where the next one starts. A cursor is opaque to clients. */
export const Cursor = z.string().regex(/^[0-9]{1,16}$/, 'expected a cursor that an earlier page gave');
export const Limit = z.coerce.number().int().min(1).max(500);

export type OrderId = z.infer<typeof OrderId>;
export type Sku = z.infer<typeof Sku>;
