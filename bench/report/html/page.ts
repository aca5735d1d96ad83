import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html, jsonData, Markup } from './html.ts';
import type { Readings } from './readings.ts';

const fileOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const style = fileOf('page.css');
const script = fileOf('page.client.js');

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is fetched, and nothing runs but this page's own style and script, known by their hashes. */
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A page that is one file: it opens from a disk, and from any host. `modes`: their names, in the order of the columns. */
export const pageOf = (
  title: string,
  body: Markup,
  { modes, readings }: { modes: string[]; readings: (Readings | null)[] },
): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script type="application/json" id="modes">${jsonData(modes)}</script>
<script type="application/json" id="readings">${jsonData(readings)}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
