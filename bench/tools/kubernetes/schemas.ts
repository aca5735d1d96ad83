import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

/** A file of `kubernetes/schemas`: which of its definitions a resource is held against, by `<apiVersion> <kind>`. */
const SchemaFile = z.object({
  $id: z.string(),
  /** What it was made of, with version and licence. */
  $comment: z.string(),
  kinds: z.record(z.string(), z.string()),
  $defs: z.record(z.string(), z.unknown()),
});
export type SchemaFile = z.infer<typeof SchemaFile>;

/** Says what is wrong with a resource, each as `path: what`; empty: nothing. Of a kind that no schema knows: that. */
export type Judge = (resource: { apiVersion?: unknown; kind?: unknown }) => string[];

export const kindOf = ({ apiVersion, kind }: Parameters<Judge>[0]): string => `${String(apiVersion)} ${String(kind)}`;

/** By all schema files of this folder. */
export function judgeBy(folder: string): Judge {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => SchemaFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, schemas: files });
  const places = new Map(
    files.flatMap(({ $id, kinds }) => Object.entries(kinds).map(([kind, name]) => [kind, `${$id}#/$defs/${name}`])),
  );
  return (resource) => {
    const place = places.get(kindOf(resource));
    const holds = place === undefined ? undefined : ajv.getSchema(place);
    if (!holds) return [`no schema knows ${kindOf(resource)}`];
    if (holds(resource)) return [];
    return (holds.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'}: ${message} ${JSON.stringify(params)}`,
    );
  };
}
