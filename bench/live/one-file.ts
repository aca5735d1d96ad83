import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Beyond this single steps and lines of the log are left out: a browser has to hold it all. */
const MOST_CHARACTERS = 40_000_000;
const FINEST = /^\{"id":"[^"]*","event":\{"kind":"(?:steps|log)"/;

/**
 * The built page and a recording as one HTML text, which opens from a disk without a lab: script, style and recording are in
 * it. `recording`: as the lab wrote it, a JSON object per line; a line that was cut off at the end is left out.
 */
export async function oneFile(pageFolder: string, recording: string): Promise<string> {
  const html = await readFile(join(pageFolder, 'index.html'), 'utf8');
  const [css, js] = await Promise.all([assetIn(html, pageFolder, 'css'), assetIn(html, pageFolder, 'js')]);
  const lines = recording.split('\n').filter((line) => line.endsWith('}'));
  const told = recording.length > MOST_CHARACTERS ? lines.filter((line) => !FINEST.test(line)) : lines;
  // No text of a customer ends the element that it stands in.
  const json = `[${told.join(',\n')}]`.replaceAll('<', '\\u003c');
  return html
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${css.replaceAll('</style', '<\\/style')}</style>`)
    .replace(
      /<script type="module"[^>]*><\/script>/,
      () =>
        `<script type="application/json" id="recording">${json}</script>\n` +
        `<script type="module">${js.replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3c!--')}</script>`,
    );
}

/** The file of this kind that the page names. */
async function assetIn(html: string, pageFolder: string, kind: 'css' | 'js'): Promise<string> {
  const [, name] = new RegExp(`assets/([\\w-]+\\.${kind})"`).exec(html) ?? [];
  if (!name) throw new Error(`expected a page that names its ${kind}, in ${pageFolder}`);
  return readFile(join(pageFolder, 'assets', name), 'utf8');
}
