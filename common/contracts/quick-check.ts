import { z } from 'zod';

/** True: the value fits as it is. False: ask the schema itself, which says why not, or puts it into its one form. */
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
  additionalProperties?: unknown;
  propertyNames?: unknown;
  items?: Node;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  /** Which of the schema's own functions put a text into its one form: JSON Schema has no word for them. */
  forms?: number[];
}

type Form = (text: string) => string;

type Make = (node: Node) => QuickCheck;

/**
 * A check of JSON values made once from a schema's JSON Schema, several times as fast as the schema, because it copies
 * nothing and explains nothing: what the schema would change, or leave out, does not fit. Throws for a schema with anything
 * in it that would be left unchecked.
 */
export function quickCheckOf(schema: z.ZodType): QuickCheck {
  const known: Form[] = [];
  const json = z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const forms = formsOf(zodSchema);
      if (forms.length > 0) jsonSchema['forms'] = forms.map((form) => known.push(form) - 1);
    },
  });
  const { $schema: _, $defs = {}, ...root } = json as Node & { $schema: string; $defs?: Record<string, Node> };
  const make: Make = ({ id: _id, ...node }) => {
    const shared = node.$ref && $defs[node.$ref.replace('#/$defs/', '')];
    if (shared) return make(shared);
    if (node.oneOf) return unionCheck(node, make);
    if ('const' in node || node.enum) return literalCheck(node);
    if (node.type === 'object') return objectCheck(node, make);
    if (node.type === 'array') return arrayCheck(node, make);
    if (node.type === 'string') return stringCheck(node, known);
    if (node.type === 'integer') return integerCheck(node);
    throw new Error(`No quick check can be made of ${JSON.stringify(node)}.`);
  };
  return make(root);
}

const made = new WeakMap<z.ZodType, QuickCheck>();

/** The one check of this schema, made when the first value for it arrives. */
export function quickCheckFor(schema: z.ZodType): QuickCheck {
  let check = made.get(schema);
  if (!check) made.set(schema, (check = quickCheckOf(schema)));
  return check;
}

/** JSON Schema says nothing of a refinement, nor of what a schema makes of a value; that of a text is a function to try. */
function formsOf({ _zod: { def } }: z.core.$ZodType): Form[] {
  const rules = (def.checks ?? []).map((check) => check._zod.def);
  const forms = rules.filter((rule): rule is z.core.$ZodCheckOverwriteDef<string> => rule.check === 'overwrite');
  const own = rules.some(({ check }) => check === 'custom') || (forms.length > 0 && def.type !== 'string');
  if (own || ['pipe', 'transform'].includes(def.type))
    throw new Error('No quick check can be made of a schema with rules of its own.');
  return forms.map(({ tx }) => tx);
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

/** Unknown members are refused by the schema, or left out: either way the value does not fit as it is. */
function objectCheck(node: Node, make: Make): QuickCheck {
  const {
    type: _type,
    properties = {},
    required = [],
    additionalProperties: _more,
    propertyNames: _names,
    ...rest
  } = node;
  allSeen(rest);
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

function stringCheck(node: Node, known: readonly Form[]): QuickCheck {
  const { type: _type, pattern, format, minLength = 0, maxLength = Infinity, forms: which = [], ...rest } = node;
  allSeen(rest);
  const forms = which.flatMap((nth) => known[nth] ?? []);
  if (format && !pattern) throw new Error(`No quick check can be made of the format ${format}.`);
  const expression = new RegExp(pattern ?? '');
  return (value) =>
    typeof value === 'string' &&
    lengthIsWithin(value, minLength, maxLength) &&
    (pattern === undefined || expression.test(value)) &&
    forms.every((form) => form(value) === value);
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
