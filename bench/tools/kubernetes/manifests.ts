import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const Resource = z.looseObject({ apiVersion: z.unknown(), kind: z.unknown() });
export type Resource = z.infer<typeof Resource>;

/** Every resource of a YAML text. Throws with the place of what is no YAML, or no map. */
export function resourcesIn(text: string): Resource[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return []; // an empty text
  return documents.map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return Resource.parse(document.toJS());
  });
}

const Kustomization = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  resources: z.array(z.string()).min(1),
});

/** Folders below `root` that hold a kustomization. */
export const kustomizationsIn = (root: string): string[] =>
  globSync(join(root, '**', 'kustomization.yaml'))
    .map(dirname)
    .toSorted();

/**
 * The files that a kustomization puts together, with those of the kustomizations it names. They are whole resources and nothing
 * is patched, so that each can be judged by itself: a kustomization that does more is refused.
 */
export function filesOf(folder: string): string[] {
  const [first] = resourcesIn(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  return Kustomization.parse(first).resources.flatMap((name) => {
    const path = join(folder, name);
    return name.endsWith('.yaml') ? [path] : filesOf(path);
  });
}
