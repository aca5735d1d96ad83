import { z } from 'zod';
import type { SchemaFile } from './schemas.ts';

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** What a reader of the schema needs and a validator does not. */
const told = (name: string, value: unknown) =>
  (name === 'description' && typeof value === 'string') ||
  (name === 'status' && isSchema(value)) ||
  name.startsWith('x-kubernetes-');

/** The shape of the pods an operator makes: long, and nothing of ours. Anything is let pass there. */
const LET_PASS = ['template'];

/** A schema with nothing but what decides. `strict`: members it does not name are refused, as no server does by itself. */
function condensed(schema: unknown, strict = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => condensed(one, strict));
  if (!isSchema(schema)) return schema;
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  const kept = Object.entries(schema)
    .filter(([name, value]) => !told(name, value))
    .map(([name, value]) => [name, strict && LET_PASS.includes(name) ? {} : condensed(value, strict)]);
  const closes = strict && isSchema(schema['properties']) && !schema['x-kubernetes-preserve-unknown-fields'];
  return { ...(closes && { additionalProperties: false }), ...Object.fromEntries(kept) };
}

/** Of all of Kubernetes' definitions those of the kinds that are wanted, with whatever they refer to. */
export function coreSchemas(
  definitions: Record<string, unknown>,
  wanted: readonly string[],
): Pick<SchemaFile, 'kinds' | '$defs'> {
  const kinds = Object.fromEntries(
    Object.entries(definitions).flatMap(([name, definition]) =>
      kindsOf(definition)
        .filter((kind) => wanted.includes(kind))
        .map((kind) => [kind, name]),
    ),
  );
  const $defs: Record<string, unknown> = {};
  const waiting = Object.values(kinds);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in $defs) continue;
    $defs[name] = condensed(definitions[name]);
    waiting.push(...[...JSON.stringify($defs[name]).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, to]) => to as string));
  }
  return { kinds, $defs };
}

const OfKind = z.object({
  'x-kubernetes-group-version-kind': z.array(z.object({ group: z.string(), version: z.string(), kind: z.string() })),
});

const kindsOf = (definition: unknown): string[] =>
  (OfKind.safeParse(definition).data?.['x-kubernetes-group-version-kind'] ?? []).map(
    ({ group, version, kind }) => `${group === '' ? '' : `${group}/`}${version} ${kind}`,
  );

const Crd = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.looseObject({ properties: z.looseObject({}) }) }),
      }),
    ),
  }),
});

/** What a CustomResourceDefinition says of each of its versions. */
export function customSchemas(crd: unknown): Pick<SchemaFile, 'kinds' | '$defs'> {
  const { group, names, versions } = Crd.parse(crd).spec;
  const all = versions.map(({ name, schema: { openAPIV3Schema: schema } }) => ({
    kind: `${group}/${name} ${names.kind}`,
    name: `${names.kind}.${name}`,
    schema: condensed({ ...schema, properties: { ...schema.properties, metadata: {} } }, true),
  }));
  return {
    kinds: Object.fromEntries(all.map(({ kind, name }) => [kind, name])),
    $defs: Object.fromEntries(all.map(({ name, schema }) => [name, schema])),
  };
}
