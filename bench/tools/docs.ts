import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modes } from '../modes.ts';
import { documents } from './docs/documents.ts';
import { withParts } from './docs/markdown.ts';
import { partsOf } from './docs/mode-readme.ts';
import { readSampleRuns, samplePages } from './docs/samples.ts';
import { manifestFiles } from './kubernetes/manifest-files.ts';
import { servicesDigest } from './run/services-digest.ts';

// `npm run docs` writes docs/reference/, the comparison of the committed runs, the manifests that follow from the modes, and the
// generated parts of the READMEs anew;
// with --check it only says what is stale, and fails if anything is.
const root = fileURLToPath(new URL('../..', import.meta.url));
const reference = 'docs/reference';
mkdirSync(join(root, reference), { recursive: true });

const wanted = new Map<string, string>();
for (const [name, { text }] of documents()) wanted.set(`${reference}/${name}`, text);
for (const [path, text] of [...samplePages(await readSampleRuns(), servicesDigest), ...manifestFiles()])
  wanted.set(path, text);
for (const mode of modes) {
  const path = `${mode.name}/README.md`;
  wanted.set(path, withParts(wanted.get(path) ?? '', partsOf(mode)));
}
const left = readdirSync(join(root, reference))
  .map((name) => `${reference}/${name}`)
  .filter((path) => !wanted.has(path));
const stale = [...wanted].filter(([path, text]) => textOf(path) !== text).map(([path]) => path);

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is stale.`);
  for (const path of left) console.error(`${path} is not a generated document.`);
  if (stale.length + left.length > 0) console.error('Run: npm run docs');
  process.exitCode = stale.length + left.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of wanted) {
    mkdirSync(dirname(join(root, path)), { recursive: true }); // of a new mode there is nothing yet
    writeFileSync(join(root, path), text);
  }
  for (const path of left) rmSync(join(root, path), { recursive: true });
  console.log(`${wanted.size} documents, ${stale.length} changed, ${left.length} removed`);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null; // not written yet
  }
}
