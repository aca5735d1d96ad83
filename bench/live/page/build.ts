import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the built page lies: `index.html`, and under `assets/` what it names. */
export const pageFolder = here('dist');

/**
 * Bundles the page into `pageFolder`. It takes a tenth of a second, so that the lab does it whenever it starts: nothing built is
 * committed, and nothing is ever stale. What it wrote before is not written again: the name of an asset holds its content's hash,
 * and another lab may be serving it. Rejects with what is wrong in the sources.
 */
export async function buildPage(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [here('browser/page.tsx'), here('browser/styles/page.css')],
    outdir: join(pageFolder, 'assets'),
    entryNames: 'page-[hash]',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
    legalComments: 'none',
  });
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  let html = await readFile(here('browser/page.html'), 'utf8');
  for (const { path, contents } of outputFiles) {
    await writeIfNew(path, contents);
    html = html.replace(path.endsWith('.css') ? 'page.css' : 'page.js', `assets/${basename(path)}`);
  }
  await writeFile(join(pageFolder, 'index.html'), html);
}

async function writeIfNew(path: string, contents: Uint8Array): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) await writeFile(path, contents);
}
