import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { splitHistories } from './trim-run.ts';

const line = (trial: string, f: string) => `${JSON.stringify({ trial, f })}\n`;

test('a history is taken apart by trial, and what can be judged again is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trim-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'history.jsonl.gz');
  await appendFile(file, gzipSync(line('a', 'place-order') + line('a', 'final-read')));
  await appendFile(file, gzipSync(line('b', 'place-order')));
  const members = await splitHistories(folder);
  expect([...members].map(([trial, { judgeable }]) => [trial, judgeable])).toEqual([
    ['a', true],
    ['b', false],
  ]);
  const bytes = [...members.values()].reduce((sum, member) => sum + member.bytes.length, 0);
  expect(bytes).toBeLessThanOrEqual(statSync(file).size);
});
