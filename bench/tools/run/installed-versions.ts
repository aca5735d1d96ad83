import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
}

const manifestAt = (path: string | URL) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

/** What a workspace depends on, with the versions that are installed for it, whatever its manifest asks for. */
export function installedVersions(manifest: URL): Record<string, string> {
  const names = Object.keys(manifestAt(manifest).dependencies ?? {}).sort();
  return Object.fromEntries(
    names.map((name) => {
      const found = findPackageJSON(name, manifest);
      return [name, (found && manifestAt(found).version) ?? 'unknown'];
    }),
  );
}
