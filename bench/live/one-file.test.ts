import { expect, test } from 'vitest';
import { oneFile } from './one-file.ts';
import { buildPage, pageFolder } from './page/build.ts';

const hello = { kind: 'hello', atMs: 1, start: 'fresh', replay: false, picture: null };
const lines = (text: string) =>
  `${JSON.stringify({ recording: 1, hello })}\n${JSON.stringify({ id: 'run.1', event: { kind: 'notice', atMs: 2, lane: null, text } })}\n`;

test('a recording becomes one page that names no other file, and holds the recording as it was', async () => {
  await buildPage();
  const html = await oneFile(pageFolder, `${lines('one')}{"id":"run.2","event":{"ki`);
  expect(html).not.toMatch(/assets\/|<link rel="stylesheet"|<script[^>]* src=/);
  const [, json = ''] = /<script type="application\/json" id="recording">([\s\S]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)).toEqual([
    { recording: 1, hello },
    { id: 'run.1', event: { kind: 'notice', atMs: 2, lane: null, text: 'one' } },
  ]);
});

test('what somebody calls himself does not end the element that it stands in', async () => {
  await buildPage();
  const name = '</script><script>alert(1)</script><!--';
  const html = await oneFile(pageFolder, lines(name));
  expect(html.match(/<script/g)).toHaveLength(2);
  const [, json = ''] = /id="recording">([\s\S]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(json)[1].event.text).toBe(name);
});
