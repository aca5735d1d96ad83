import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from './docs/documents.ts';

// `npm run docs` writes docs/reference/ anew; with --check it only says what is stale, and fails if anything is.
const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const wanted = documents();
mkdirSync(folder, { recursive: true });
const left = readdirSync(folder).filter((name) => !wanted.has(name));
const stale = [...wanted]
  .filter(([name, { text }]) => !left.includes(name) && textOf(name) !== text)
  .map(([name]) => name);

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/reference/${name} is stale.`);
  for (const name of left) console.error(`docs/reference/${name} is not a generated document.`);
  if (stale.length + left.length > 0) console.error('Run: npm run docs');
  process.exitCode = stale.length + left.length > 0 ? 1 : 0;
} else {
  for (const [name, { text }] of wanted) writeFileSync(join(folder, name), text);
  for (const name of left) rmSync(join(folder, name), { recursive: true });
  console.log(`docs/reference: ${wanted.size} documents, ${stale.length} changed, ${left.length} removed`);
}

function textOf(name: string): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return null; // not written yet
  }
}
