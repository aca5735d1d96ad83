import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modes } from '../modes.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const modeFolders: readonly string[] = modes.map(({ name }) => name);
export const eventFolders: readonly string[] = modes.filter(({ broker }) => broker).map(({ name }) => name);
export const callFolders: readonly string[] = modes.filter(({ broker }) => !broker).map(({ name }) => name);

/** Paths of all files that belong to the project: tracked, or new and not ignored. */
export const projectFiles: string[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .sort();

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

export const sources = projectFiles.filter((path) => /\.tsx?$/.test(path));
export const isTest = (path: string): boolean => /\.test\.ts$|\/test(ing)?\/|^bench\/scenarios\//.test(path);

/** The source without comments, so that prose about a thing is not taken for its use. */
export const codeOf = (path: string): string => uncommented(read(path));

export const uncommented = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

/** What a source imports, re-exports or names as a URL: project paths, package names, `node:` modules. */
export function importsOf(path: string): string[] {
  const pattern = /\b(?:from|import|import\(|new URL\()\s*'([^']+)'/g;
  return [...codeOf(path).matchAll(pattern)].map(([, specifier]) => {
    const name = specifier as string;
    return name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), name)) : name;
  });
}

/** The package of what is imported: `@nats-io/jetstream/internal` is of `@nats-io/jetstream`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Packages that the folder's package.json lists to run with. */
export function dependenciesOf(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies);
}

/** What a mode talks to its medium with: all it lists, but for what describes the shape of everything. */
export const clientsOf = (mode: string): string[] => dependenciesOf(mode).filter((name) => name !== 'zod');

/** Names a source exports, in their order. */
export const exportsOf = (path: string): string[] =>
  [...codeOf(path).matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)].map(
    ([, name]) => name as string,
  );
