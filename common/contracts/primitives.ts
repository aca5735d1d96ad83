import { z } from 'zod';

/** Shared building blocks of every contract. Every string is bounded, money is an integer of minor units. */

const smallLetters = (text: string): string => text.toLowerCase();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID is the same in capitals (RFC 9562, section 4): held in small letters, so that equal ids are equal texts. */
export const OrderId = z.uuid().overwrite(smallLetters);

/** The id that somebody gave an event: a UUID in one form, anything else as it came (CloudEvents 1.0: any text). */
export const EventId = z
  .string()
  .min(1)
  .max(256)
  .overwrite((id) => (isUuid(id) ? smallLetters(id) : id));

export const isUuid = (text: string): boolean => text.length === 36 && uuid.test(text);
export const Sku = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'expected 1 to 64 visible ASCII characters');

export const MOST_PIECES = 1000;
export const MOST_LINES = 100;
/** In minor units of a currency: ten thousand, of whichever it is, for one piece. */
export const HIGHEST_PRICE_MINOR = 1_000_000;

export const Quantity = z.int().min(1).max(MOST_PIECES);
export const StockLevel = z.int().min(0).max(1_000_000_000);
/** The price of one piece. */
export const UnitPrice = z.int().min(0).max(HIGHEST_PRICE_MINOR);
/** What an order costs: what the most pieces at the highest price cost. 90,000 such orders still add up exactly. */
export const OrderTotal = z
  .int()
  .min(0)
  .max(MOST_LINES * MOST_PIECES * HIGHEST_PRICE_MINOR);
/** What many orders cost, up to what a double can hold exactly. */
export const Revenue = z.int().min(0);
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code');
export const Timestamp = z.iso.datetime().max(32);

/**
 * When an event happened: RFC 3339 with any offset, held in UTC. Of the years 1970 to 2099: what lies further away is no
 * time at which a service ran, and no minute to count orders in.
 */
export const EventTime = z
  .string()
  .max(64)
  .toUpperCase()
  .regex(new RegExp(`^(?=19[7-9]|20)${z.regexes.datetime({ offset: true }).source.slice(1)}`), 'expected a time')
  .overwrite(inUtc);

/** Most come as `Date` writes them. What is no time is left for the pattern to refuse. */
function inUtc(text: string): string {
  if (text.length === 24 && text.endsWith('Z')) return text;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}

/**
 * What people are called and things are: 1 to 256 characters, none of them a control character, and one at least that can be
 * seen. Two runs of characters that exclude one another: no text makes it slow.
 */
export const Text = z
  .string()
  .min(1)
  .max(256)
  .regex(
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    /^[ \u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f]*$/,
    'expected a text that can be seen, without control characters',
  );
/** ASCII, at most 64 characters before the @ and 254 in all (RFC 5321, 4.5.3.1): an international domain is written in its ASCII form, `info@xn--mller-kva.example`. */
export const Email = z
  .email({
    pattern:
      /^(?=[^@]{1,64}@)[A-Za-z0-9_'+-]+(?:\.[A-Za-z0-9_'+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/,
    error: 'expected an e-mail address in ASCII, an international domain as xn--…',
  })
  .max(254);
/** The one form in which two addresses of an account are compared. */
export const addressKey = smallLetters;

/** How long a page may be, and where the next one starts. A cursor is opaque to clients. */
export const Cursor = z.string().regex(/^[0-9]{1,16}$/, 'expected a cursor that an earlier page gave');
export const limitOf = (unlessGiven: number) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, 'expected a whole number from 1 to 500')
    .transform(Number)
    .pipe(z.int().min(1).max(500))
    .default(unlessGiven)
    .meta({ override: { type: 'integer', minimum: 1, maximum: 500, default: unlessGiven } });

export type OrderId = z.infer<typeof OrderId>;
export type Sku = z.infer<typeof Sku>;
