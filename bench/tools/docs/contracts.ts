import { z } from 'zod';
import '../../../common/contracts/events.ts';
import '../../../common/contracts/openapi.ts';
import '../../../common/contracts/openapi-customers.ts';
import { page, table } from './markdown.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Everything that crosses a boundary and has a name: one table of members each. */
export function contractsPage(): string {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#${id}`, io: 'input' });
  const parts = Object.entries(schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `## ${name}\n\n${membersOf(schema)}`);
  const intro =
    'Printed from the zod schemas in `common/contracts/`, which check every body and every message. ' +
    'Members that are not listed are refused. Integers are safe integers.';
  return page('Contracts', intro, ...parts);
}

function membersOf(schema: JsonSchema): string {
  if (!schema.properties) return `${shapeOf(schema)}.`;
  const { required = [] } = schema;
  return table(
    ['member', 'shape', ''],
    Object.entries(schema.properties).map(([name, member]) => [
      `\`${name}\``,
      shapeOf(member as JsonSchema),
      required.includes(name) ? 'required' : '',
    ]),
  );
}

function shapeOf(schema: JsonSchema): string {
  const { $ref, const: only, enum: choices, anyOf, oneOf, type, items, properties, format, pattern } = schema;
  if ($ref) return `[${$ref.slice(1)}](${$ref.toLowerCase()})`;
  if (only !== undefined) return `\`${String(only)}\``;
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  const several = anyOf ?? oneOf;
  if (several) return several.map((each) => shapeOf(each)).join(' or ');
  if (type === 'array') return `${bounds(schema.minItems, schema.maxItems)} of ${shapeOf(items as JsonSchema)}`.trim();
  if (properties) {
    return `{ ${Object.entries(properties)
      .map(([name, member]) => `${name}: ${shapeOf(member as JsonSchema)}`)
      .join(', ')} }`;
  }
  if (type === 'string') {
    const length = bounds(schema.minLength, schema.maxLength);
    const kind = format ?? (pattern ? `string like \`${pattern}\`` : 'string');
    return length === 'list' ? kind : `${kind} of ${length} characters`;
  }
  const range = bounds(schema.minimum, unbounded(schema.maximum));
  return range === 'list' ? String(type) : `${String(type)}, ${range}`;
}

const unbounded = (maximum: number | undefined) => (maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum);

function bounds(least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) return 'list';
  if (most === undefined) return `${least} or more`;
  return least === undefined ? `at most ${most}` : `${least} to ${most}`;
}
