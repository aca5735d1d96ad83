import { z } from 'zod';

/** True: the value fits. False: ask the schema itself, which also says why not. */
export type QuickCheck = (value: unknown) => boolean;

/** What the JSON Schemas of our contracts are made of. */
interface Node {
  id?: string;
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  oneOf?: Node[];
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: false;
  items?: Node;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

type Make = (node: Node) => QuickCheck;

/**
 * A check of JSON values made once from a schema's JSON Schema, several times as fast as the schema, because it copies
 * nothing and explains nothing. Throws for a schema with anything in it that would be left unchecked.
 */
export function quickCheckOf(schema: z.ZodType): QuickCheck {
  const json = z.toJSONSchema(schema, { io: 'input', override: ({ zodSchema }) => refuseOwnRules(zodSchema) });
  const { $schema: _, $defs = {}, ...root } = json as Node & { $schema: string; $defs?: Record<string, Node> };
  const make: Make = ({ id: _id, ...node }) => {
    const shared = node.$ref && $defs[node.$ref.replace('#/$defs/', '')];
    if (shared) return make(shared);
    if (node.oneOf) return unionCheck(node, make);
    if ('const' in node || node.enum) return literalCheck(node);
    if (node.type === 'object') return objectCheck(node, make);
    if (node.type === 'array') return arrayCheck(node, make);
    if (node.type === 'string') return stringCheck(node);
    if (node.type === 'integer') return integerCheck(node);
    throw new Error(`No quick check can be made of ${JSON.stringify(node)}.`);
  };
  return make(root);
}

/** JSON Schema says nothing of a refinement, nor of what a schema does to a value. */
function refuseOwnRules({ _zod: { def } }: z.core.$ZodType): void {
  const own = def.checks?.some((check) => ['custom', 'overwrite'].includes(check._zod.def.check));
  if (own || ['pipe', 'transform'].includes(def.type))
    throw new Error('No quick check can be made of a schema with rules of its own.');
}

/** A keyword that nobody looked at must not be there. */
function allSeen(rest: object): void {
  const [keyword] = Object.keys(rest);
  if (keyword) throw new Error(`No quick check can be made of a schema with ${keyword}.`);
}

function unionCheck({ oneOf = [], ...rest }: Node, make: Make): QuickCheck {
  allSeen(rest);
  const checks = oneOf.map(make);
  return (value) => checks.some((check) => check(value));
}

function literalCheck({ type: _type, const: only, enum: values = [only], ...rest }: Node): QuickCheck {
  allSeen(rest);
  return (value) => values.includes(value);
}

function objectCheck({ type: _type, properties = {}, required = [], additionalProperties, ...rest }: Node, make: Make) {
  allSeen(rest);
  if (additionalProperties !== false) throw new Error('No quick check can be made of an object with unknown members.');
  const members = Object.entries(properties).map(([key, node]) => {
    return { key, check: make(node), optional: !required.includes(key) };
  });
  return (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    let known = 0;
    for (const { key, check, optional } of members) {
      if (!Object.hasOwn(value, key)) {
        if (!optional) return false;
      } else {
        if (!check((value as Record<string, unknown>)[key])) return false;
        known++;
      }
    }
    return known === Object.keys(value).length;
  };
}

function arrayCheck(
  { type: _type, items = {}, minItems = 0, maxItems = Infinity, ...rest }: Node,
  make: Make,
): QuickCheck {
  allSeen(rest);
  const check = make(items);
  return (value) =>
    Array.isArray(value) && value.length >= minItems && value.length <= maxItems && value.every((item) => check(item));
}

function stringCheck({ type: _type, pattern, format, minLength = 0, maxLength = Infinity, ...rest }: Node): QuickCheck {
  allSeen(rest);
  if (format && !pattern) throw new Error(`No quick check can be made of the format ${format}.`);
  const expression = new RegExp(pattern ?? '');
  return (value) =>
    typeof value === 'string' &&
    lengthIsWithin(value, minLength, maxLength) &&
    (pattern === undefined || expression.test(value));
}

/** In code points, as JSON Schema and zod count; each is one or two of the units that a string's length tells. */
function lengthIsWithin(text: string, least: number, most: number): boolean {
  const units = text.length;
  if (units >= 2 * least && units <= most) return true;
  if (units < least || units > 2 * most) return false;
  const points = Array.from(text).length;
  return points >= least && points <= most;
}

function integerCheck({ type: _type, minimum = -Infinity, maximum = Infinity, ...rest }: Node): QuickCheck {
  allSeen(rest);
  return (value) => Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}
