import { naughtyStrings } from './naughty-strings.ts';

/** The part of JSON Schema that our OpenAPI documents use. */
export interface Schema {
  $ref?: string;
  type?: 'object' | 'array' | 'integer' | 'number' | 'boolean' | 'string' | 'null';
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

type Find = (ref: string) => Schema;
type Random = () => number;

/** A body that follows the schema, as far as its patterns are known to `example`. */
export function bodyOf(schema: Schema, find: Find, random: Random): unknown {
  if (schema.$ref) return bodyOf(find(schema.$ref), find, random);
  if (schema.const !== undefined) return schema.const;
  const options = schema.enum ?? schema.anyOf ?? schema.oneOf;
  if (schema.enum) return pick(schema.enum, random);
  if (options) return bodyOf(pick(options as Schema[], random), find, random);
  switch (schema.type) {
    case 'object': {
      const wanted = Object.entries(schema.properties ?? {}).filter(
        ([name]) => schema.required?.includes(name) || random() < 0.5,
      );
      return Object.fromEntries(wanted.map(([name, each]) => [name, bodyOf(each, find, random)]));
    }
    case 'array': {
      const least = schema.minItems ?? 0;
      const length = least + Math.floor(random() * Math.min(4, (schema.maxItems ?? 4) - least + 1));
      return Array.from({ length }, () => bodyOf(schema.items ?? {}, find, random));
    }
    case 'integer':
    case 'number':
      return (
        (schema.minimum ?? 0) + Math.floor(random() * Math.min(20, (schema.maximum ?? 20) - (schema.minimum ?? 0) + 1))
      );
    case 'boolean':
      return random() < 0.5;
    case 'string':
      return example(schema, random);
    case 'null':
    case undefined:
      break;
  }
  return null;
}

function example({ format, minLength = 0, maxLength = 20, pattern }: Schema, random: Random): string {
  const letters = (length: number) =>
    Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
  if (format === 'email' || (!pattern && maxLength > 100 && random() < 0.3)) return `${letters(6)}@load.example`;
  if (format === 'uuid')
    return `00000000-0000-4000-8000-${Math.floor(random() * 2 ** 40)
      .toString(16)
      .padStart(12, '0')}`;
  if (format === 'date-time') return '2026-01-01T00:00:00.000Z';
  const word = letters(Math.min(maxLength, Math.max(minLength, 1 + Math.floor(random() * 12))));
  return pattern && !new RegExp(pattern, 'u').test(word) ? word.toUpperCase() : word;
}

const odd: unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1,
  0.5,
  1e3,
  1e21,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  '',
  ' ',
  '0',
  'null',
  [],
  {},
  [[]],
  [null],
  { '': '' },
  { length: 1 },
  { toString: 1, valueOf: 1 },
];

/** The same body with one thing wrong, or merely odd, somewhere in it. */
export function spoilt(body: unknown, random: Random): unknown {
  if (typeof body === 'object' && body !== null && random() < 0.75) {
    const keys = Object.keys(body);
    if (keys.length > 0 && random() < 0.7) {
      const key = pick(keys, random);
      const change = Array.isArray(body) ? [...body] : { ...body };
      Reflect.set(change, key, spoilt(Reflect.get(body, key), random));
      return change;
    }
    if (Array.isArray(body)) return random() < 0.5 ? body.slice(1) : Array.from({ length: 120 }, () => body[0]);
    if (random() < 0.5) return Object.fromEntries(Object.entries(body).slice(1));
    return { ...body, [pick(naughtyStrings, random)]: pick(odd, random) };
  }
  const kind = random();
  if (kind < 0.4) return pick(odd, random);
  if (kind < 0.8) return pick(naughtyStrings, random);
  return 'x'.repeat(Math.floor(random() * 400));
}

const pick = <Item>(items: readonly Item[], random: Random): Item => items[Math.floor(random() * items.length)] as Item;
