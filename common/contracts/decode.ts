import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { ProblemError } from './problems.ts';
import { quickCheckFor } from './quick-check.ts';

const MAX_NESTING = 32;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Bytes from outside (an HTTP body or a broker message) to a value that fits its schema. The one place where
 * foreign bytes become data. Throws a ProblemError of kind `not-json` or `invalid-request`.
 */
export function decode<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> {
  return validate(schema, parseJson(bytes));
}

/**
 * As `decode`, for what one of our own services sends: a quick check finds that it fits as it is, and only otherwise the schema
 * is asked. Members keep the order in which they came.
 */
export function decodeOurs<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> {
  const value = parseJson(bytes);
  return quickCheckFor(schema)(value) ? (value as z.infer<Schema>) : validate(schema, value);
}

export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map((issue) => ({
    path: issue.path.join('.').slice(0, 256),
    message: issue.message.slice(0, 256),
  }));
  const first = errors[0];
  const where = first?.path ? `${first.path}: ` : '';
  throw new ProblemError('invalid-request', `${where}${first?.message ?? 'does not fit the schema'}`, { errors });
}

/**
 * In what `JSON.stringify` makes, an escape of U+0000 or of half of a surrogate pair. No store of text keeps them all, and
 * half a pair cannot even be sent on as UTF-8 (RFC 7493, 2.1).
 */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Throws a ProblemError when the bytes are not UTF-8, not JSON, nest too deep, or hold a text that cannot be stored. */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw new ProblemError('not-json', 'The body is not UTF-8.');
  const decoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const text = decoded.charCodeAt(0) === BYTE_ORDER_MARK ? decoded.slice(1) : decoded;
  if (nestsDeeperThan(MAX_NESTING, text)) {
    throw new ProblemError('invalid-request', `The body nests deeper than ${MAX_NESTING} levels.`);
  }
  const value = parse(text);
  if (text.includes('\\u') && UNSTORABLE.test(JSON.stringify(value))) {
    throw new ProblemError(
      'invalid-request',
      'The body holds U+0000 or half of a surrogate pair, which is not stored.',
    );
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProblemError('not-json', 'The body is not JSON.', {}, cause);
  }
}

/** Counts brackets outside strings; runs before JSON.parse, whose result can be too deep to print. */
function nestsDeeperThan(limit: number, text: string): boolean {
  if (opensAtMost(limit, text)) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > limit) return true;
    } else if (char === 0x7d || char === 0x5d) depth--;
  }
  return false;
}

/** True when there are no more opening brackets than that, wherever they stand: then nothing can nest deeper. */
function opensAtMost(limit: number, text: string): boolean {
  let opened = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++opened > limit) return false;
    }
  }
  return true;
}
